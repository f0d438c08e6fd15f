// Runs an architecture on the GPU on planes, whole or in slices.
import { createPool, type Gpu } from '@frameloom/gpu';
import {
  createFeatureMap,
  createNetwork,
  type FeatureMap,
  type NetworkArchitecture,
  type Precision,
  type SliceLimit,
  type Tensors,
} from '@frameloom/nn';
import type { Planes } from '../../../packages/nn/src/conv2d/conv2d.reference.ts';
import { sizeOf } from '../../../packages/nn/src/network/shape.ts';
import { download, upload } from './maps.ts';

type Size = { width: number; height: number };

export async function runGraph(
  gpu: Gpu,
  architecture: NetworkArchitecture,
  tensors: Tensors,
  inputs: Readonly<Record<string, Planes>>,
  options: { precision: Precision; size: Size; limit?: SliceLimit },
): Promise<{ outputs: Map<string, Planes>; slices: number }> {
  const { precision, size, limit } = options;
  const { device } = gpu;
  const network = await createNetwork(gpu, architecture, tensors, {
    maxSize: size,
    precision,
    label: 'graph',
  });
  const pool = createPool(gpu, 'test');
  const read: Record<string, FeatureMap> = {};
  for (const { name, values } of architecture.inputs) {
    read[name] = upload(device, pool, inputs[name]!, values ?? network.format);
  }
  const written: Record<string, FeatureMap> = {};
  for (const { name, channels, shape } of network.outputs) {
    const format = (shape.kind === 'map' ? shape.values : undefined) ?? network.format;
    written[name] = createFeatureMap(pool, { label: name, ...sizeOf(shape, size), channels, format });
  }
  const encoder = device.createCommandEncoder();
  const slices = limit ? network.slices(read, written, size, limit) : [];
  if (limit) slices.forEach((slice) => slice.record(encoder));
  else network.record(encoder, read, written, size);
  device.queue.submit([encoder.finish()]);
  const outputs = new Map<string, Planes>();
  for (const { name, shape } of network.outputs) {
    const { width, height } = sizeOf(shape, size);
    outputs.set(name, await download(device, written[name]!, width, height));
  }
  network.dispose();
  pool.dispose();
  return { outputs, slices: slices.length };
}
