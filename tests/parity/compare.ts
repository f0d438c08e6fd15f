// A network in WGSL on the input that a record.py recorded, and how far it is from PyTorch.
import { readFile } from 'node:fs/promises';
import type { Gpu } from '@frameloom/gpu';
import { createPool } from '@frameloom/gpu';
import {
  createFeatureMap,
  createNetwork,
  loadModel,
  parseArchitecture,
  parseSafetensors,
  toFloat32,
  type Precision,
} from '@frameloom/nn';
import { expect } from 'vitest';
import type { Planes } from '../../packages/nn/src/conv2d/conv2d.reference.ts';
import { download, relativeError, upload } from '../gpu/nn/maps.ts';

/** Differences of the output, and the largest one relative to the largest number expected. */
export type Comparison = {
  readonly worst: number;
  readonly mean: number;
  readonly relative: number;
  /** Peak signal-to-noise ratio in dB, of a peak of 1. */
  readonly psnr: number;
};

export async function compareWithRecorded(
  gpu: Gpu,
  model: URL,
  recording: URL,
  precision: Precision,
): Promise<Comparison> {
  const { config, tensors } = await loadModel(model);
  const { tensors: recorded, metadata } = parseSafetensors(await readFile(recording));
  expect(metadata.get('weights'), 'record.py is run after every export').toBe(config.weights.sha256);
  const planes = (name: string): Planes => {
    const tensor = recorded.get(name)!;
    const [channels = 0, height = 0, width = 0] = tensor.shape;
    return { channels, width, height, data: toFloat32(tensor) };
  };
  const { inputs } = parseArchitecture(config.architecture);
  const name = inputs[0]!.name;
  const [given, expected] = [planes(name), planes('head')];
  const { width, height } = given;
  const maxSize = { width, height };
  const network = await createNetwork(gpu, config.architecture, tensors, { maxSize, precision });
  const pool = createPool(gpu, 'test');
  const input = upload(gpu.device, pool, given, network.format);
  const head = createFeatureMap(pool, { label: 'head', ...expected, format: network.format });
  const encoder = gpu.device.createCommandEncoder();
  if (network.blends) {
    const amount = pool.buffer({ label: 'amount', size: 4, usage: 0x80 | 0x08 });
    gpu.device.queue.writeBuffer(amount, 0, new Float32Array([Number(metadata.get('blend'))]));
    network.blend(encoder, amount);
  }
  network.record(encoder, { [name]: input }, { head }, maxSize);
  gpu.device.queue.submit([encoder.finish()]);
  const got = await download(gpu.device, head, expected.width, expected.height);
  network.dispose();
  pool.dispose();
  const errors = got.data.map((value, i) => Math.abs(value - expected.data[i]!));
  const square = errors.reduce((sum, error) => sum + error * error, 0) / errors.length;
  return {
    psnr: -10 * Math.log10(square),
    worst: Math.max(...errors),
    mean: errors.reduce((sum, error) => sum + error, 0) / errors.length,
    relative: relativeError(got, expected),
  };
}
