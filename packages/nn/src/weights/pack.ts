import { FrameloomError } from '@frameloom/gpu';
import { floatToHalf, toFloat32, type Tensor } from '@frameloom/gpu/files';
import { requireOneOf } from '../operator.ts';
import { weightFormats, type WeightFormat } from './formats.ts';
import { groupSize, quantise, type Quantised } from './quantise.ts';

/** Bytes of a row of weights, a multiple of 16; scales are apart. */
export function rowBytes(format: WeightFormat, columns: number): number {
  if (format === 'f32') return Math.ceil(columns / 4) * 16;
  if (format === 'f16') return Math.ceil(columns / 8) * 16;
  return Math.ceil(columns / groupSize) * (format === 'q8' ? 32 : 16);
}

/** Units of 16 bytes in a row of weights. */
export function unitsOf(format: WeightFormat, columns: number): number {
  return rowBytes(format, columns) / 16;
}

/**
 * The rows of a matrix as they lie on the GPU.
 *
 * @throws FrameloomError `invalid-argument`.
 */
export function packRows(
  where: string,
  weight: Tensor | Quantised,
  format: WeightFormat,
): { values: Uint8Array<ArrayBuffer>; scales: Uint16Array<ArrayBuffer> | undefined } {
  requireOneOf(`${where}: format`, format, weightFormats);
  if ('format' in weight) {
    if (weight.format === format) return { values: weight.values, scales: weight.scales };
    throw new FrameloomError(
      'invalid-argument',
      `${where}: weights are quantised to ${weight.format} already, they can't become ${format}.`,
    );
  }
  if (format === 'q8' || format === 'q4') return quantise(weight, format);
  return { values: packFloats(where, weight, format), scales: undefined };
}

function packFloats(where: string, weight: Tensor, format: 'f32' | 'f16'): Uint8Array<ArrayBuffer> {
  const [rows = 0, columns = 0] = weight.shape;
  if (weight.data.length !== rows * columns) {
    fail(where, `weight has ${weight.data.length} numbers, its shape needs ${rows * columns}.`);
  }
  const stride = rowBytes(format, columns) / (format === 'f32' ? 4 : 2);
  const largest = format === 'f32' ? Number.MAX_VALUE : 65504;
  const data = toFloat32(weight);
  data.forEach((value, i) => {
    if (!(Math.abs(value) <= largest)) fail(where, `weight ${i} is ${value}, not a finite ${format} number.`);
  });
  const packed = format === 'f32' ? new Float32Array(rows * stride) : new Uint16Array(rows * stride);
  for (let row = 0; row < rows; row++) {
    const source = data.subarray(row * columns, (row + 1) * columns);
    packed.set(format === 'f32' ? source : Uint16Array.from(source, floatToHalf), row * stride);
  }
  return new Uint8Array(packed.buffer);
}

function fail(where: string, fact: string): never {
  throw new FrameloomError('invalid-argument', `${where}: ${fact}`);
}
