// The networks of models/video in WGSL, against what PyTorch made of the same weights and picture. See record.py.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createPool } from '@frameloom/gpu';
import {
  createFeatureMap,
  createNetwork,
  loadModel,
  parseSafetensors,
  toFloat32,
  type Precision,
} from '@frameloom/nn';
import { expect, test } from 'vitest';
import type { Planes } from '../../../packages/nn/src/conv2d/conv2d.reference.ts';
import { download, relativeError, upload } from '../../gpu/nn/maps.ts';
import { useGpu } from '../../support/gpu-test.ts';

const fixture = useGpu();

// Software drivers take seconds to compile a layer in f16.
const timeout = 240_000;
const models = new URL('../../../models/video/', import.meta.url);
const tiers = ['small', 'medium', 'large'].filter((tier) =>
  existsSync(new URL(`${tier}/model.json`, models)),
);
const cases = tiers.flatMap((tier) =>
  (['f32', 'mixed', 'f16'] as const).map((precision): [string, Precision] => [tier, precision]),
);

test.each(cases)('%s in %s', { timeout }, async (tier, precision) => {
  const { gpu, device } = fixture;
  if (precision === 'f16' && !device.features.has('shader-f16')) return;
  const { config, tensors } = await loadModel(new URL(`${tier}/`, models));
  const { tensors: recorded, metadata } = parseSafetensors(
    await readFile(new URL(`${tier}.safetensors`, import.meta.url)),
  );
  expect(metadata.get('weights'), 'record.py is run after every export').toBe(config.weights.sha256);
  const planes = (name: string): Planes => {
    const tensor = recorded.get(name)!;
    const [channels = 0, height = 0, width = 0] = tensor.shape;
    return { channels, width, height, data: toFloat32(tensor) };
  };
  const [frame, expected] = [planes('frame'), planes('head')];
  const { width, height } = frame;
  const network = await createNetwork(gpu, config.architecture, tensors, {
    maxSize: { width, height },
    precision,
  });
  const pool = createPool(gpu, 'test');
  const input = upload(device, pool, frame, network.format);
  const head = createFeatureMap(pool, { label: 'head', ...expected, format: network.format });
  const encoder = device.createCommandEncoder();
  network.record(encoder, { frame: input }, { head }, { width, height });
  device.queue.submit([encoder.finish()]);
  const got = await download(device, head, width, height);
  if (precision === 'f32') expect(relativeError(got, expected)).toBeLessThan(1e-4);
  // In steps of 8 bits, which is what becomes of it: less than half of one everywhere, far less on average.
  const steps = got.data.map((value, i) => Math.abs(value - expected.data[i]!) * 255);
  expect(Math.max(...steps)).toBeLessThan(0.5);
  expect(steps.reduce((sum, step) => sum + step, 0) / steps.length).toBeLessThan(0.05);
  network.dispose();
  pool.dispose();
});
