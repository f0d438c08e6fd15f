import { FrameloomError } from '../errors.ts';
import { show } from '../show.ts';
import { elementsOf, type Dtype, type Tensor, type TensorData, type Tensors } from './tensor.ts';
import { isObject, parseJson } from './json.ts';

/** What {@link parseSafetensors} found. */
export type Safetensors = {
  tensors: Tensors;
  /** The file's own notes, `__metadata__`. */
  metadata: ReadonlyMap<string, string>;
};

/** The format's own limit for the header, bytes. */
const longestHeader = 100_000_000;
/** No framework goes beyond a handful. */
const mostDimensions = 32;

type View = { bytes: number; make: (buffer: ArrayBufferLike, offset: number, length: number) => TensorData };

const bytesView: View = {
  bytes: 1,
  make: (buffer, offset, length) => new Uint8Array(buffer, offset, length),
};
const wordsView: View = {
  bytes: 2,
  make: (buffer, offset, length) => new Uint16Array(buffer, offset, length),
};

const views: ReadonlyMap<unknown, View> = new Map<Dtype, View>([
  ['BOOL', bytesView],
  ['U8', bytesView],
  ['F8_E4M3', bytesView],
  ['F8_E5M2', bytesView],
  ['I8', { bytes: 1, make: (buffer, offset, length) => new Int8Array(buffer, offset, length) }],
  ['U16', wordsView],
  ['F16', wordsView],
  ['BF16', wordsView],
  ['I16', { bytes: 2, make: (buffer, offset, length) => new Int16Array(buffer, offset, length) }],
  ['U32', { bytes: 4, make: (buffer, offset, length) => new Uint32Array(buffer, offset, length) }],
  ['I32', { bytes: 4, make: (buffer, offset, length) => new Int32Array(buffer, offset, length) }],
  ['F32', { bytes: 4, make: (buffer, offset, length) => new Float32Array(buffer, offset, length) }],
  ['U64', { bytes: 8, make: (buffer, offset, length) => new BigUint64Array(buffer, offset, length) }],
  ['I64', { bytes: 8, make: (buffer, offset, length) => new BigInt64Array(buffer, offset, length) }],
  ['F64', { bytes: 8, make: (buffer, offset, length) => new Float64Array(buffer, offset, length) }],
]);

/**
 * Reads a safetensors file. Tensors share the memory of `bytes` where their alignment allows, and are copied where not.
 * Everything is checked before anything is built: the header, each type and shape, and that the tensors fill the data
 * without gap or overlap (their order in the header is free).
 *
 * Format: https://github.com/huggingface/safetensors#format
 *
 * @param label Names the file in errors. Default `'safetensors'`.
 * @throws FrameloomError `load-failed` for anything wrong with the file; `invalid-argument` if `bytes` are no bytes.
 */
export function parseSafetensors(
  bytes: Uint8Array | ArrayBuffer,
  label: string = 'safetensors',
): Safetensors {
  const file = bytes instanceof ArrayBuffer ? new Uint8Array(bytes) : bytes;
  if (!(file instanceof Uint8Array)) {
    throw new FrameloomError(
      'invalid-argument',
      `parseSafetensors: bytes must be a Uint8Array or an ArrayBuffer, got ${show(bytes)}.`,
    );
  }
  const start = 8 + headerLength(label, file);
  if (file[8] !== 0x7b) fail(label, 'its header does not begin with "{"; this is another kind of file');
  const { __metadata__: notes, ...entries } = parseJson(`${label}: the header`, file.subarray(8, start));

  const layouts = Object.entries(entries).map(([name, entry]) => readEntry(label, name, entry));
  requireFilled(label, layouts, file.length - start);
  const metadata = readMetadata(label, notes);
  const tensors = new Map<string, Tensor>();
  for (const { name, dtype, shape, begin, end, view } of layouts) {
    const offset = file.byteOffset + start + begin;
    const data =
      offset % view.bytes === 0
        ? view.make(file.buffer, offset, (end - begin) / view.bytes)
        : view.make(file.slice(start + begin, start + end).buffer, 0, (end - begin) / view.bytes);
    tensors.set(name, { dtype, shape, data });
  }
  return { tensors, metadata };
}

type Layout = {
  name: string;
  dtype: Dtype;
  shape: readonly number[];
  begin: number;
  end: number;
  view: View;
};

function headerLength(label: string, file: Uint8Array): number {
  if (file.length < 10)
    fail(label, `it has ${file.length} bytes, too few for a header; the file is cut short`);
  const words = new DataView(file.buffer, file.byteOffset, 8);
  const length = words.getUint32(0, true) + words.getUint32(4, true) * 2 ** 32;
  if (length < 2 || length > longestHeader) fail(label, `it claims a header of ${length} bytes`);
  if (length > file.length - 8) {
    fail(label, `it claims a header of ${length} bytes but has ${file.length}; the file is cut short`);
  }
  return length;
}

function readEntry(label: string, name: string, entry: unknown): Layout {
  const what = `tensor ${show(name)}`;
  if (!isObject(entry)) fail(label, `${what} must be an object, got ${show(entry)}`);
  const { dtype, shape, data_offsets: offsets } = entry;
  const view = views.get(dtype);
  if (!view) fail(label, `${what} has dtype ${show(dtype)}, which is not known`);
  const elements = Array.isArray(shape) && shape.length <= mostDimensions ? elementsOf(shape) : undefined;
  if (elements === undefined) fail(label, `${what} has the shape ${show(shape)}`);
  const [begin, end] = Array.isArray(offsets) && offsets.length === 2 ? (offsets as unknown[]) : [];
  if (!isOffset(begin) || !isOffset(end) || begin > end) {
    fail(label, `${what} has data_offsets ${show(offsets)}; they must be two ascending byte positions`);
  }
  // Compared without multiplying further, so that a product beyond 2^53 can't pass by rounding.
  if ((end - begin) / view.bytes !== elements) {
    fail(
      label,
      `${what} has ${end - begin} bytes, but ${show(dtype)} ${show(shape)} does not take that many`,
    );
  }
  return { name, dtype: dtype as Dtype, shape: shape as readonly number[], begin, end, view };
}

function isOffset(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function requireFilled(label: string, layouts: readonly Layout[], bytes: number): void {
  let position = 0;
  for (const { name, begin, end } of layouts.toSorted((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin < position) fail(label, `tensor ${show(name)} overlaps another`);
    if (begin > position) fail(label, `${begin - position} bytes before tensor ${show(name)} belong to none`);
    position = end;
  }
  if (position > bytes) fail(label, `its tensors end at byte ${position} of ${bytes}; the file is cut short`);
  if (position < bytes) fail(label, `${bytes - position} bytes after the last tensor belong to none`);
}

function readMetadata(label: string, notes: unknown): ReadonlyMap<string, string> {
  if (notes === undefined) return new Map();
  if (!isObject(notes)) fail(label, `__metadata__ must be an object, got ${show(notes)}`);
  return new Map(
    Object.entries(notes).map(([key, value]) => {
      if (typeof value !== 'string')
        fail(label, `__metadata__ ${show(key)} must be text, got ${show(value)}`);
      return [key, value];
    }),
  );
}

function fail(label: string, fact: string): never {
  throw new FrameloomError('load-failed', `${label}: ${fact}. Download or export the file again.`);
}
