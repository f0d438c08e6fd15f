import { FrameloomError, show } from '@frameloom/gpu';
import { floatToHalf, halfToFloat, toFloat32, type Tensor } from '@frameloom/gpu/files';

/** How quantised weights are kept: 8 or 4 bits each, in groups of 32 that share a scale. */
export type QuantisedFormat = 'q8' | 'q4';

/**
 * A matrix of weights in few bits, row by row in groups of 32. A row whose length is no multiple of 32 is filled up with
 * zeros.
 */
export type Quantised = {
  readonly format: QuantisedFormat;
  /** [rows, columns] */
  readonly shape: readonly [number, number];
  /**
   * `q8`: 32 signed bytes for each group. `q4`: 16 bytes; low halves are elements 0 to 15 of the group, high halves 16 to
   * 31, and 8 stands for zero. The order of GGUF's Q8_0 and Q4_0.
   */
  readonly values: Uint8Array<ArrayBuffer>;
  /** The scale of each group, as the bits of a half. */
  readonly scales: Uint16Array<ArrayBuffer>;
};

/** Weights that share a scale. */
export const groupSize = 32;

/**
 * Quantises a matrix to groups of 32 weights with a half-precision scale: to the same bits as GGUF's Q8_0 (scale = the
 * largest magnitude / 127) and Q4_0 (scale = the number of largest magnitude / −8).
 *
 * @param tensor [rows, columns]
 * @throws FrameloomError `invalid-argument` for another shape or a number that is not finite.
 */
export function quantise(tensor: Tensor, format: QuantisedFormat): Quantised {
  const [rows = 0, columns = 0] = tensor?.shape ?? [];
  if (tensor?.shape?.length !== 2 || rows < 1 || columns < 1 || tensor.data.length !== rows * columns) {
    fail(`tensor must have the shape [rows, columns], got ${show(tensor?.shape)}.`);
  }
  if (format !== 'q8' && format !== 'q4') fail(`format must be 'q8' or 'q4', got ${show(format)}.`);
  const data = toFloat32(tensor);
  const groups = Math.ceil(columns / groupSize);
  const scales = new Uint16Array(rows * groups);
  const values = new Uint8Array(rows * groups * (format === 'q8' ? 32 : 16));
  const group = new Float32Array(groupSize);
  for (let i = 0; i < rows * groups; i++) {
    const start = Math.floor(i / groups) * columns + (i % groups) * groupSize;
    const count = Math.min(groupSize, columns - (i % groups) * groupSize);
    group.fill(0).set(data.subarray(start, start + count));
    scales[i] = format === 'q8' ? toBytes(group, values, i * 32) : toNibbles(group, values, i * 16);
  }
  return { format, shape: [rows, columns], values, scales };
}

/** The numbers that quantised weights stand for, [rows, columns]. */
export function dequantise({ format, shape, values, scales }: Quantised): Tensor {
  const [rows, columns] = shape;
  const groups = Math.ceil(columns / groupSize);
  const data = Float32Array.from({ length: rows * columns }, (_, i) => {
    const column = i % columns;
    const group = Math.floor(i / columns) * groups + Math.floor(column / groupSize);
    const lane = column % groupSize;
    const scale = halfToFloat(scales[group]!);
    if (format === 'q8') return scale * ((values[group * 32 + lane]! << 24) >> 24);
    const byte = values[group * 16 + (lane % 16)]!;
    return scale * ((lane < 16 ? byte & 15 : byte >> 4) - 8);
  });
  return { dtype: 'F32', shape: [rows, columns], data };
}

// All steps below round to single precision where the format's own quantiser does, so that bits agree.

function toBytes(group: Float32Array, into: Uint8Array, at: number): number {
  let largest = 0;
  for (const value of group) largest = Math.max(largest, Math.abs(requireFinite(value)));
  const scale = Math.fround(largest / 127);
  const inverse = scale === 0 ? 0 : Math.fround(1 / scale);
  group.forEach((value, i) => {
    const scaled = Math.fround(value * inverse);
    // Halves away from zero; the half is added in double precision, where it cannot round up what is just below.
    into[at + i] = Math.sign(scaled) * Math.floor(Math.abs(scaled) + 0.5);
  });
  return floatToHalf(scale);
}

function toNibbles(group: Float32Array, into: Uint8Array, at: number): number {
  let largest = group[0]!;
  for (const value of group) if (Math.abs(requireFinite(value)) > Math.abs(largest)) largest = value;
  const scale = Math.fround(largest / -8);
  const inverse = scale === 0 ? 0 : Math.fround(1 / scale);
  const nibble = (value: number): number =>
    Math.min(15, Math.trunc(Math.fround(Math.fround(value * inverse) + 8.5)));
  for (let i = 0; i < 16; i++) into[at + i] = nibble(group[i]!) | (nibble(group[i + 16]!) << 4);
  return floatToHalf(scale);
}

function requireFinite(value: number): number {
  if (!Number.isFinite(value)) fail(`a weight is ${value}. Train or export the model again.`);
  return value;
}

function fail(fact: string): never {
  throw new FrameloomError('invalid-argument', `quantise: ${fact}`);
}
