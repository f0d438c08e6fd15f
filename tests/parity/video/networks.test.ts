// The networks of models/video in WGSL, against what PyTorch made of the same weights and picture. See record.py.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createPool } from '@frameloom/gpu';
import { loadModel, parseSafetensors, toFloat32, type Precision } from '@frameloom/nn';
import { expect, test } from 'vitest';
import { createEstimator } from '../../../packages/video/src/degradation/estimator.ts';
import { upload } from '../../gpu/nn/maps.ts';
import { readFloat } from '../../gpu/video/pictures.ts';
import { useGpu } from '../../support/gpu-test.ts';
import { compareWithRecorded } from '../compare.ts';

const fixture = useGpu();
const models = new URL('../../../models/video/', import.meta.url);
const tiers = ['small', 'medium', 'large', 'colour', 'degradation'].filter((tier) =>
  existsSync(new URL(`${tier}/model.json`, models)),
);
const cases = tiers.flatMap((tier) =>
  (['f32', 'mixed', 'f16'] as const).map((precision): [string, Precision] => [tier, precision]),
);

// Software drivers take seconds to compile a layer in f16.
const timeout = 240_000;

test.each(cases)('%s in %s', { timeout }, async (tier, precision) => {
  const { gpu, device } = fixture;
  if (precision === 'f16' && !device.features.has('shader-f16')) return;
  const recording = new URL(`${tier}.safetensors`, import.meta.url);
  const found = await compareWithRecorded(gpu, new URL(`${tier}/`, models), recording, precision);
  if (precision === 'f32') expect(found.relative).toBeLessThan(1e-4);
  // Opinions become one number, which is below.
  if (tier === 'degradation') return expect(found.relative).toBeLessThan(0.01);
  // The output is added to 8-bit colour: less than half of a step everywhere, far less on average.
  expect(found.worst * 255).toBeLessThan(0.5);
  expect(found.mean * 255).toBeLessThan(0.05);
});

test('the degradation level of a frame', { timeout }, async () => {
  const { gpu, device } = fixture;
  const recording = new URL('degradation.safetensors', import.meta.url);
  const { tensors } = parseSafetensors(await readFile(recording));
  const [frame, level] = [tensors.get('frame')!, tensors.get('level')!];
  const [channels = 0, height = 0, width = 0] = frame.shape;
  const model = await loadModel(new URL('degradation/', models));
  const estimator = await createEstimator(gpu, 'test', model);
  const pool = createPool(gpu, 'test');
  const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC;
  const found = pool.buffer({ label: 'level', size: 4, usage });
  const input = upload(device, pool, { channels, width, height, data: toFloat32(frame) }, 'f16');
  const encoder = device.createCommandEncoder();
  estimator.record(encoder, input, { width, height }, found, true);
  device.queue.submit([encoder.finish()]);
  expect(Math.abs((await readFloat(device, found)) - toFloat32(level)[0]!)).toBeLessThan(1e-3);
  estimator.dispose();
  pool.dispose();
});
