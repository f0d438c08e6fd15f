// Runs an architecture on the GPU on planes: whole, in slices, or in slices through a frame budget.
import { createPool, type FrameBudget, type Gpu } from '@frameloom/gpu';
import {
  createFeatureMap,
  createMatrix,
  createNetwork,
  type FeatureMap,
  type Matrix,
  type NetworkArchitecture,
  type Precision,
  type SliceLimit,
  type Tensors,
} from '@frameloom/nn';
import type { Planes } from '../../../packages/nn/src/conv2d/conv2d.reference.ts';
import { sizeOf } from '../../../packages/nn/src/network/shape.ts';
import { download, upload } from './maps.ts';
import { downloadRows, toPlanes, toRows, uploadRows } from './matrices.ts';

type Size = { width: number; height: number };

export async function runGraph(
  gpu: Gpu,
  architecture: NetworkArchitecture,
  tensors: Tensors,
  inputs: Readonly<Record<string, Planes>>,
  options: { precision: Precision; size: Size; limit?: SliceLimit; budget?: FrameBudget },
): Promise<{ outputs: Map<string, Planes>; slices: number }> {
  const { precision, size, limit, budget } = options;
  const { device } = gpu;
  const network = await createNetwork(gpu, architecture, tensors, {
    maxSize: size,
    precision,
    label: 'graph',
  });
  const pool = createPool(gpu, 'test');
  const read: Record<string, FeatureMap | Matrix> = {};
  for (const { name, values, rows } of architecture.inputs) {
    const planes = inputs[name]!;
    read[name] = rows
      ? uploadRows(device, pool, toRows(planes), network.format)
      : upload(device, pool, planes, values ?? network.format);
  }
  const written: Record<string, FeatureMap | Matrix> = {};
  for (const { name, channels, shape } of network.outputs) {
    const { width, height } = sizeOf(shape, size);
    if (shape.kind === 'matrix') {
      const { format } = network;
      written[name] = createMatrix(pool, { label: name, rows: height, columns: channels, format });
    } else {
      const format = shape.values ?? network.format;
      written[name] = createFeatureMap(pool, { label: name, width, height, channels, format });
    }
  }
  const encoder = device.createCommandEncoder();
  const slices = limit ? network.slices(read, written, size, limit) : [];
  if (budget) await budget.run('background', slices);
  else if (limit) slices.forEach((slice) => slice.record(encoder));
  else network.record(encoder, read, written, size);
  device.queue.submit([encoder.finish()]);
  const outputs = new Map<string, Planes>();
  for (const { name, shape } of network.outputs) {
    const { width, height } = sizeOf(shape, size);
    const target = written[name]!;
    const planes =
      'columns' in target
        ? toPlanes(await downloadRows(device, target))
        : await download(device, target, width, height);
    outputs.set(name, planes);
  }
  network.dispose();
  pool.dispose();
  return { outputs, slices: slices.length };
}
