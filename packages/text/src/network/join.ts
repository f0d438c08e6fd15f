import { toFloat32, type Tensor } from '@frameloom/gpu/files';
import { dequantise, type Quantised, type QuantisedFormat, type WeightFormat } from '@frameloom/nn';

/** A matrix as it came from a file. */
export type Stored = Tensor | Quantised;

/** A matrix and the format to keep it in. */
export type Arranged = { weight: Stored; format: WeightFormat };

const largestHalf = 65504;

/**
 * Matrices with the same columns on top of each other. Quantised ones of one format keep their bits; floats are quantised
 * where `quantisation` says so and else keep their precision: bfloat16 becomes halves where all of it fits.
 */
export function arrangeRows(parts: readonly Stored[], quantisation: QuantisedFormat | undefined): Arranged {
  const format = 'format' in parts[0]! ? parts[0].format : undefined;
  if (format && parts.every((part) => 'format' in part && part.format === format)) {
    return { weight: joinQuantised(parts as readonly Quantised[]), format };
  }
  const weight = joinFloats(parts);
  return { weight, format: quantisation ?? floatFormat(parts, weight) };
}

function floatFormat(parts: readonly Stored[], { data }: Tensor): 'f32' | 'f16' {
  const dtypes = new Set(parts.map((part) => ('dtype' in part ? part.dtype : 'F16')));
  if (dtypes.has('F32')) return 'f32';
  const isBrain = dtypes.has('BF16');
  return isBrain && (data as Float32Array).some((value) => Math.abs(value) > largestHalf) ? 'f32' : 'f16';
}

function joinQuantised(parts: readonly Quantised[]): Quantised {
  const [first] = parts;
  if (parts.length === 1) return first!;
  const values = new Uint8Array(sum(parts, ({ values }) => values.length));
  const scales = new Uint16Array(sum(parts, ({ scales }) => scales.length));
  let [valueAt, scaleAt] = [0, 0];
  for (const part of parts) {
    values.set(part.values, valueAt);
    scales.set(part.scales, scaleAt);
    valueAt += part.values.length;
    scaleAt += part.scales.length;
  }
  return { format: first!.format, shape: [sum(parts, rowsOf), first!.shape[1]], values, scales };
}

function joinFloats(parts: readonly Stored[]): Tensor {
  const floats = parts.map((part) => toFloat32('format' in part ? dequantise(part) : part));
  const data = floats.length === 1 ? floats[0]! : new Float32Array(sum(floats, ({ length }) => length));
  let at = 0;
  for (const part of floats.length === 1 ? [] : floats) {
    data.set(part, at);
    at += part.length;
  }
  return { dtype: 'F32', shape: [sum(parts, rowsOf), parts[0]!.shape[1]!], data };
}

function rowsOf({ shape }: Stored): number {
  return shape[0]!;
}

function sum<T>(items: readonly T[], pick: (item: T) => number): number {
  return items.reduce((total, item) => total + pick(item), 0);
}
