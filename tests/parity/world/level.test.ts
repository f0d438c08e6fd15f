// The level that ships, step by step against what PyTorch makes of the same weights where nothing is left to chance.
import { readFile } from 'node:fs/promises';
import { parseSafetensors, toFloat32, type Precision } from '@frameloom/nn';
import { expect, test } from 'vitest';
import { loadModel } from '@frameloom/nn';
import { readFiles } from '../../../packages/world/src/engine/kinds.ts';
import { createLevel } from '../../../packages/world/src/level/create-level.ts';
import { useGpu } from '../../support/gpu-test.ts';
import { readPicture } from '../../gpu/world/pictures.ts';

const fixture = useGpu();

test.each<Precision>(['f32', 'mixed'])('the level in %s', { timeout: 240_000 }, async (precision) => {
  const { config, tensors: weights } = await loadModel(
    new URL('../../../models/maze/level/level.json', import.meta.url),
  );
  // Only the likeliest choice is as likely as the likeliest.
  const architecture = { ...config.architecture, least: 1 };
  const files = await readFiles({ ...config, architecture }, weights, 'level');
  const { tensors } = parseSafetensors(await readFile(new URL('recorded.safetensors', import.meta.url)));
  const [actions, states, pictures] = ['actions', 'states', 'pictures'].map((name) => tensors.get(name)!);
  const level = await createLevel(fixture.gpu, files, { precision, label: 'level' });
  const words = states!.shape[1]!;
  const every = actions!.shape[0]! / pictures!.shape[0]!;
  const bytes = level.info.width * level.info.height * 3;
  for (const [i, action] of toFloat32(actions!).entries()) {
    level.step(action);
    if ((i + 1) % 4 === 0) {
      const state = (await level.readState()).subarray(2);
      expect([...state], `state after step ${i + 1}`).toEqual([
        ...states!.data.subarray(i * words, (i + 1) * words),
      ]);
    }
    if ((i + 1) % every === 0) {
      const at = ((i + 1) / every - 1) * bytes;
      const expected = pictures!.data.subarray(at, at + bytes) as Uint8Array;
      const got = await readPicture(fixture.device, level.output);
      let [worst, sum] = [0, 0];
      expected.forEach((value, j) => {
        const error = Math.abs(value - got[Math.floor(j / 3) * 4 + (j % 3)]!);
        worst = Math.max(worst, error);
        sum += error;
      });
      expect(worst, `picture after step ${i + 1}`).toBeLessThanOrEqual(precision === 'f32' ? 1 : 3);
      expect(sum / bytes).toBeLessThan(0.1);
    }
  }
  level.dispose();
});
