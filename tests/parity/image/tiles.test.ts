// The shipped painter of tiles against what PyTorch made of it, with its weights of four steps. See record_tiles.py.
import { readFile } from 'node:fs/promises';
import { createFrameBudget } from '@frameloom/gpu';
import { loadImageModel } from '@frameloom/image';
import { parseSafetensors, toFloat32 } from '@frameloom/nn';
import { expect, test } from 'vitest';
import { useGpu } from '../../support/gpu-test.ts';
import { pictureDifference } from './difference.ts';

const fixture = useGpu();

test('tiles paints what PyTorch paints', { timeout: 240_000 }, async () => {
  const { gpu } = fixture;
  const folder = new URL('../../../models/image/tiles/', import.meta.url);
  const budget = createFrameBudget(gpu, { budgetMs: 1000 });
  const model = await loadImageModel(gpu, folder, { variant: 'fast', precision: 'mixed', budget });
  expect(model).toMatchObject({ side: 32, hasAlpha: true });
  const { tensors } = parseSafetensors(await readFile(new URL('tiles.safetensors', import.meta.url)));
  const [latents, expected] = ['latents', 'picture'].map((name) => toFloat32(tensors.get(name)!));
  const picture = await model.generate({
    prompt: 'purple cloak',
    numInferenceSteps: 1,
    width: 8,
    height: 8,
    latents: latents!,
  });
  // A corner of a picture and one step: software adapters are slow. Halves between layers, and the recorded numbers are halves.
  expect(await pictureDifference(picture, expected!)).toBeLessThan(6);
  model.dispose();
});
