import { FrameloomError, type Gpu, type ResourcePool, show } from '@frameloom/gpu';
import { type Tensor } from '@frameloom/gpu/files';
import type { WeightFormat } from './formats.ts';
import { packRows, rowBytes } from './pack.ts';
import { groupSize, type Quantised } from './quantise.ts';
import { bufferUsage } from '../usage.ts';

/** A matrix of weights on the GPU, as `createLinear` and `createEmbedding` read it. */
export type Weights = {
  readonly format: WeightFormat;
  /** Outputs of a linear layer, entries of a table. */
  readonly rows: number;
  /** Inputs of a linear layer, numbers of an entry. */
  readonly columns: number;
  /** Whether rows of a gate and of what it gates lie together, for a gated linear layer. `rows` are those of one. */
  readonly gated: boolean;
  readonly values: GPUBuffer;
  /** Of quantised formats: a half for each group of 32. */
  readonly scales: GPUBuffer | undefined;
  /** Bytes of GPU memory. */
  readonly bytes: number;
};

/** Options of {@link createWeights}. */
export type WeightsOptions = {
  /** Name of its buffers in errors and tools. */
  label: string;
  /** [rows, columns]; PyTorch's order of a linear layer. What is quantised already keeps its bits. */
  weight: Tensor | Quantised;
  /** A second matrix of the same shape: `weight` is then the gate of a gated layer and this what it multiplies. Default: none. */
  gated?: Tensor | Quantised | undefined;
  /** Default: that of quantised weights; for tensors `'f16'`. */
  format?: WeightFormat | undefined;
};

/**
 * Puts weights on the GPU, quantised on the way where `format` says so.
 *
 * @throws FrameloomError `invalid-argument`, before memory is taken; `invalid-size` where the device allows no buffer of
 * that size; `device-lost`, `disposed`.
 */
export function createWeights(gpu: Gpu, pool: ResourcePool, options: WeightsOptions): Weights {
  const { label, gated } = options;
  const { values, scales, ...shape } = arrangeWeights(options);
  const upload = (name: string, data: Uint8Array<ArrayBuffer>): GPUBuffer => {
    const size = data.byteLength;
    const buffer = pool.buffer({
      label: `${label} ${name}`,
      size,
      usage: bufferUsage.storage | bufferUsage.copySrc | bufferUsage.copyDst,
    });
    gpu.device.queue.writeBuffer(buffer, 0, data);
    return buffer;
  };
  const buffers = { values: upload('weights', values), scales: scales && upload('scales', scales) };
  const bytes = buffers.values.size + (buffers.scales?.size ?? 0);
  return { ...shape, gated: gated !== undefined, ...buffers, bytes };
}

/** Weights as they lie on the GPU. Throws `invalid-argument`. */
export function arrangeWeights(options: WeightsOptions): {
  format: WeightFormat;
  rows: number;
  columns: number;
  values: Uint8Array<ArrayBuffer>;
  scales: Uint8Array<ArrayBuffer> | undefined;
} {
  const { label, weight, gated } = options;
  const [rows, columns] = readShape(label, weight);
  const format = options.format ?? ('format' in weight ? weight.format : 'f16');
  if (gated) {
    const other = readShape(label, gated);
    if (other[0] !== rows || other[1] !== columns) {
      fail(label, `gated must have the shape of weight, ${show([rows, columns])}, got ${show(other)}.`);
    }
  }
  const parts = [weight, ...(gated ? [gated] : [])].map((part) => packRows(label, part, format));
  const blockRows = 4 * rowBytes(format, columns);
  const blockScales = format === 'q8' || format === 'q4' ? 4 * Math.ceil(columns / groupSize) : 0;
  const blocks = Math.ceil(rows / 4);
  const lay = (bytes: Uint8Array[], ofBlock: number) => interleave(bytes, ofBlock, blocks);
  const values = lay(
    parts.map((part) => part.values),
    blockRows,
  );
  const halves = parts.flatMap((part) => (part.scales ? [new Uint8Array(part.scales.buffer)] : []));
  const scales = halves.length > 0 ? lay(halves, 2 * blockScales) : undefined;
  return { format, rows, columns, values, scales };
}

/** Throws `invalid-argument` unless `weights` are of this format. */
export function requireWeights(
  where: string,
  weights: Weights | undefined,
  wanted: { format: WeightFormat; gated: boolean },
): void {
  if (typeof weights?.values?.size !== 'number') {
    return fail(where, `weights must come from createWeights, got ${show(weights)}.`);
  }
  if (weights.format !== wanted.format || weights.gated !== wanted.gated) {
    const name = (of: { format: WeightFormat; gated: boolean }): string =>
      `${of.gated ? 'gated ' : ''}${of.format}`;
    fail(where, `weights must be ${name(wanted)}, got ${name(weights)}.`);
  }
}

/** Blocks of four rows from each part in turn; what fills up the last block is zero. */
function interleave(
  parts: readonly Uint8Array[],
  blockBytes: number,
  blocks: number,
): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.length * blocks * blockBytes);
  parts.forEach((part, index) => {
    for (let block = 0; block < blocks; block++) {
      const source = part.subarray(block * blockBytes, (block + 1) * blockBytes);
      all.set(source, (block * parts.length + index) * blockBytes);
    }
  });
  return all;
}

function readShape(where: string, weight: Tensor | Quantised): readonly [number, number] {
  const shape: readonly number[] | undefined = weight?.shape;
  const [rows = 0, columns = 0] = shape ?? [];
  if (shape?.length === 2 && rows >= 1 && columns >= 1 && rows <= 2 ** 24 && columns <= 2 ** 20) {
    return [rows, columns];
  }
  return fail(where, `a weight must have the shape [rows, columns], got ${show(shape)}.`);
}

function fail(where: string, fact: string): never {
  throw new FrameloomError('invalid-argument', `${where}: ${fact}`);
}
