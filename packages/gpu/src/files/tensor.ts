import { FrameloomError } from '../errors.ts';
import { halfToFloat } from './half.ts';

/** Element types of a safetensors file, by the names used there. */
export type Dtype =
  | 'BOOL'
  | 'U8'
  | 'I8'
  | 'F8_E4M3'
  | 'F8_E5M2'
  | 'U16'
  | 'I16'
  | 'F16'
  | 'BF16'
  | 'U32'
  | 'I32'
  | 'F32'
  | 'U64'
  | 'I64'
  | 'F64';

/** Elements of a tensor. F16 and BF16 are their bits; BOOL and the 8-bit floats are bytes. */
export type TensorData =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | BigUint64Array
  | BigInt64Array
  | Float64Array;

/** Numbers with a shape, the last dimension contiguous. */
export type Tensor = { dtype: Dtype; shape: readonly number[]; data: TensorData };

/** Tensors by name. A Map, so that no name in a file can collide with a property of every object. */
export type Tensors = ReadonlyMap<string, Tensor>;

/** Makes an F32 tensor, such as a weight written by hand. Throws `invalid-argument` where shape and data disagree. */
export function createTensor(shape: readonly number[], data: Float32Array | readonly number[]): Tensor {
  const values = data instanceof Float32Array ? data : Float32Array.from(data);
  if (elementsOf(shape) !== values.length) {
    throw new FrameloomError(
      'invalid-argument',
      `createTensor: shape [${shape.join(', ')}] does not hold ${values.length} numbers. Pass as many as its product.`,
    );
  }
  return { dtype: 'F32', shape: [...shape], data: values };
}

/**
 * The elements as floats. An F32 tensor's own array is returned, everything else is converted.
 *
 * @throws FrameloomError `invalid-argument` for 64-bit integers and 8-bit floats, which no network here uses.
 */
export function toFloat32(tensor: Tensor): Float32Array {
  const { dtype, data } = tensor;
  if (data instanceof Float32Array) return data;
  if (data instanceof BigInt64Array || data instanceof BigUint64Array || dtype.startsWith('F8')) {
    throw new FrameloomError(
      'invalid-argument',
      `toFloat32: ${dtype} is not a weight type. Save the tensor as F32 or F16.`,
    );
  }
  if (dtype === 'F16') return Float32Array.from(data, halfToFloat);
  if (dtype !== 'BF16') return Float32Array.from(data);
  const bits = Uint32Array.from(data, (half) => half << 16);
  return new Float32Array(bits.buffer);
}

type Elements = {
  bytes: number;
  view: (buffer: ArrayBufferLike, offset: number, length: number) => TensorData;
};

const byteElements: Elements = { bytes: 1, view: (buffer, offset, n) => new Uint8Array(buffer, offset, n) };
const wordElements: Elements = { bytes: 2, view: (buffer, offset, n) => new Uint16Array(buffer, offset, n) };

const dtypes: ReadonlyMap<unknown, Elements> = new Map<Dtype, Elements>([
  ['BOOL', byteElements],
  ['U8', byteElements],
  ['F8_E4M3', byteElements],
  ['F8_E5M2', byteElements],
  ['I8', { bytes: 1, view: (buffer, offset, n) => new Int8Array(buffer, offset, n) }],
  ['U16', wordElements],
  ['F16', wordElements],
  ['BF16', wordElements],
  ['I16', { bytes: 2, view: (buffer, offset, n) => new Int16Array(buffer, offset, n) }],
  ['U32', { bytes: 4, view: (buffer, offset, n) => new Uint32Array(buffer, offset, n) }],
  ['I32', { bytes: 4, view: (buffer, offset, n) => new Int32Array(buffer, offset, n) }],
  ['F32', { bytes: 4, view: (buffer, offset, n) => new Float32Array(buffer, offset, n) }],
  ['U64', { bytes: 8, view: (buffer, offset, n) => new BigUint64Array(buffer, offset, n) }],
  ['I64', { bytes: 8, view: (buffer, offset, n) => new BigInt64Array(buffer, offset, n) }],
  ['F64', { bytes: 8, view: (buffer, offset, n) => new Float64Array(buffer, offset, n) }],
]);

export function isDtype(value: unknown): value is Dtype {
  return dtypes.has(value);
}

export function bytesPerElement(dtype: Dtype): number {
  return dtypes.get(dtype)!.bytes;
}

/** Bytes as the array that holds such elements, over the same memory, which must be aligned. */
export function viewElements(dtype: Dtype, bytes: Uint8Array): TensorData {
  const { bytes: each, view } = dtypes.get(dtype)!;
  return view(bytes.buffer, bytes.byteOffset, bytes.byteLength / each);
}

/** Whether networks take a tensor as weights: F32, F16 or BF16. Whole numbers would be read as numbers that nobody trained. */
export function isWeight({ dtype }: Pick<Tensor, 'dtype'>): boolean {
  return dtype === 'F32' || dtype === 'F16' || dtype === 'BF16';
}

/** Product of a shape; undefined where a dimension is not a whole number or the product leaves 2^53. */
export function elementsOf(shape: readonly unknown[]): number | undefined {
  let product = 1;
  let hasZero = false;
  for (const size of shape) {
    if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0) return undefined;
    if (size === 0) hasZero = true;
    else product *= size;
    if (!Number.isSafeInteger(product)) return undefined;
  }
  return hasZero ? 0 : product;
}
