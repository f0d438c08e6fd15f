// A U-Net from its files, against what PyTorch made of the same weights and input. See make_unet.py.
import { readFile } from 'node:fs/promises';
import { createPool } from '@frameloom/gpu';
import {
  createFeatureMap,
  createNetwork,
  loadModel,
  parseSafetensors,
  toFloat32,
  type FeatureMap,
  type Precision,
} from '@frameloom/nn';
import { expect, test } from 'vitest';
import type { Planes } from '../../../packages/nn/src/conv2d/conv2d.reference.ts';
import { download, psnr, relativeError, upload } from '../../gpu/nn/maps.ts';
import { useGpu } from '../../support/gpu-test.ts';

const fixture = useGpu();
const folder = new URL('unet/', import.meta.url);
const [width, height] = [21, 13];

// Software drivers take seconds to compile a layer in f16.
const timeout = 240_000;

test.each<Precision>(['f32', 'mixed', 'f16'])('a U-Net in %s', { timeout }, async (precision) => {
  const { gpu, device } = fixture;
  if (precision === 'f16' && !device.features.has('shader-f16')) return;
  const { config, tensors } = await loadModel(folder);
  const { tensors: recorded } = parseSafetensors(await readFile(new URL('recorded.safetensors', folder)));
  const network = await createNetwork(gpu, config.architecture, tensors, {
    maxSize: { width: 32, height: 16 },
    precision,
  });
  const planes = (name: string): Planes => {
    const tensor = recorded.get(name)!;
    const [channels = 0, rows = 0, columns = 0] = tensor.shape;
    return { channels, width: columns, height: rows, data: toFloat32(tensor) };
  };
  const pool = createPool(gpu, 'test');
  const inputs: Record<string, FeatureMap> = {};
  for (const { name } of network.inputs) inputs[name] = upload(device, pool, planes(name), network.format);
  const outputs: Record<string, FeatureMap> = {};
  for (const { name } of network.outputs) {
    outputs[name] = createFeatureMap(pool, { label: name, ...planes(name), format: network.format });
  }
  const encoder = device.createCommandEncoder();
  network.record(encoder, inputs, outputs, { width, height });
  device.queue.submit([encoder.finish()]);

  expect(network.outputs.map(({ name, level }) => [name, level])).toEqual([
    ['coarse', 1],
    ['fine', 0],
  ]);
  for (const [name, map] of Object.entries(outputs)) {
    const expected = planes(name);
    const got = await download(device, map, expected.width, expected.height);
    if (precision === 'f32') expect(relativeError(got, expected)).toBeLessThan(1e-4);
    else expect(psnr(got, expected)).toBeGreaterThan(50);
    console.log(`${name} in ${precision}: ${psnr(got, expected).toFixed(1)} dB of PyTorch`);
  }
  network.dispose();
  pool.dispose();
});
