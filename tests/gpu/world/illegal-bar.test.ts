// A bar that the game cannot show does not last: the level that ships writes a legal one in its next step.
import { loadModel } from '@frameloom/nn';
import { loadLevel } from '@frameloom/world';
import { expect, test } from 'vitest';
import { measureMending } from '../../quality/maze/built.ts';
import { createTranslator, wordsOf } from '../../quality/maze/codes.ts';
import { isLegalBar } from '../../quality/maze/shadow.ts';
import { useGpu } from '../../support/gpu-test.ts';

const fixture = useGpu();
const address = new URL('../../../models/maze/level/level.json', import.meta.url);

test('illegal bars are mended within two steps', { timeout: 240_000 }, async () => {
  const { tensors } = await loadModel(address);
  const [cells, bar] = [tensors.get('dictionary.cells')!, tensors.get('dictionary.bar')!];
  const level = await loadLevel(fixture.gpu, address);
  const translator = createTranslator({ cells, bar });
  const bench = { gpu: fixture.gpu, level, translator, codes: bar.shape[0]! };
  expect(await measureMending(bench, 7_000, 60)).toEqual({ bars: 60, afterOne: 1, afterTwo: 1 });

  // One life beside a life that is a smear: nothing could hurt the flame as long as that stayed.
  level.reset({ seed: 1, start: 0 });
  const words = await level.readState();
  expect(isLegalBar(translator, words)).toBe(true);
  const smeared = words.slice();
  wordsOf(smeared).bar[1] = wordsOf(words).bar[15]!;
  expect(isLegalBar(translator, smeared)).toBe(false);
  level.restore(new Uint8Array(smeared.buffer));
  for (let step = 0; step < 2; step++) level.step('stay');
  expect(isLegalBar(translator, await level.readState())).toBe(true);
  level.dispose();
});
