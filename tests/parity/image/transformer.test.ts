// A small random Stable Diffusion 3 of diffusers: its network, and words to pixels. See record_transformer.py.
import { readFile } from 'node:fs/promises';
import { createFrameBudget } from '@frameloom/gpu';
import { estimateMemory, loadImageModel } from '@frameloom/image';
import { parseSafetensors, toFloat32 } from '@frameloom/nn';
import { expect, test } from 'vitest';
import { readDenoiser } from '../../../packages/image/src/model/denoiser.ts';
import { readPositions } from '../../../packages/image/src/model/positions.ts';
import { timestepReference } from '../../../packages/nn/src/timestep-embedding/timestep-embedding.reference.ts';
import { relativeError } from '../../gpu/nn/maps.ts';
import { toPlanes } from '../../gpu/nn/matrices.ts';
import { runGraph } from '../../gpu/nn/run-graph.ts';
import { useGpu } from '../../support/gpu-test.ts';
import { readPipeline } from '../../support/image/pipelines.ts';
import { pictureDifference } from './difference.ts';

const fixture = useGpu();
const timeout = 240_000;
const here = new URL('pipelines/', import.meta.url);

async function recorded(): Promise<(name: string) => Float32Array> {
  const { tensors } = parseSafetensors(await readFile(new URL('transformer.safetensors', here)));
  return (name) => toFloat32(tensors.get(name)!);
}

test('an SD3Transformer2DModel in f32', { timeout }, async () => {
  const folder = new URL('transformer/transformer/', here);
  const config = JSON.parse(await readFile(new URL('config.json', folder), 'utf8')) as object;
  const { tensors } = parseSafetensors(
    await readFile(new URL('diffusion_pytorch_model.safetensors', folder)),
  );
  const denoiser = readDenoiser('transformer', config);
  const of = await recorded();
  const size = { width: 8, height: 6 };
  const blocks = readPositions(tensors, denoiser.positions!)(4, 3, 'f32');
  const inputs = {
    sample: { channels: 4, ...size, data: of('sample') },
    time: toPlanes(timestepReference({ columns: 256, flipSinToCos: true, downscaleFreqShift: 0 }, [321])),
    text: toPlanes({ rows: 40, columns: 20, data: of('text') }),
    pooled: toPlanes({ rows: 1, columns: 20, data: of('pooled') }),
    positions: {
      channels: 8,
      width: 4,
      height: 3,
      data: Float32Array.from(
        blocks,
        (_, i) => blocks[((i / 12) >> 2) * 48 + (i % 12) * 4 + (Math.floor(i / 12) % 4)]!,
      ),
    },
  };
  const { outputs } = await runGraph(
    fixture.gpu,
    denoiser.architecture(40),
    denoiser.arrange(tensors),
    inputs,
    { precision: 'f32', size },
  );
  const expected = { channels: 4, ...size, data: of('output') };
  expect(relativeError([...outputs.values()][0]!, expected)).toBeLessThan(1e-4);
});

test('words become a picture, with two text encoders and without the third', { timeout }, async () => {
  const { gpu } = fixture;
  const before = gpu.memory.bytes;
  const files = await readPipeline('transformer');
  expect((await estimateMemory(files)).unet).toBeGreaterThan(10_000);
  const budget = createFrameBudget(gpu, { budgetMs: 1000 });
  const model = await loadImageModel(gpu, files, { precision: 'f32', budget });
  expect(model).toMatchObject({ side: 16, multiple: 4, hasAlpha: false });
  const of = await recorded();
  const asked = {
    prompt: 'A small-red Dragon!',
    negativePrompt: 'blue',
    guidanceScale: 2.5,
    numInferenceSteps: 3,
  };
  const picture = await model.generate({ ...asked, latents: of('latents') });
  expect(await pictureDifference(picture, of('picture'))).toBeLessThan(1);
  picture.dispose();
  await expect(model.generate({ ...asked, width: 48 })).rejects.toThrow(/12×4 patches". Give 10×10/);
  model.dispose();
  budget.dispose();
  expect(gpu.memory.bytes).toBe(before);
});
