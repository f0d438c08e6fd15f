import { FrameloomError } from '../errors.ts';
import { show } from '../show.ts';
import { isObject, parseJson, type JsonLimits } from './json.ts';
import { bytesPerElement, elementsOf, isDtype, type Dtype } from './tensor.ts';

/** Where a tensor of a file lies. */
export type TensorEntry = {
  name: string;
  dtype: Dtype;
  shape: readonly number[];
  /** Bytes from the start of the data, which follows the header. */
  begin: number;
  end: number;
};

/** The header of a safetensors file, checked. */
export type SafetensorsHeader = {
  /** In the order of the header. */
  entries: readonly TensorEntry[];
  metadata: ReadonlyMap<string, string>;
  /** Bytes of the tensors together. */
  dataBytes: number;
};

/**
 * The format allows 100 MB. A hundred thousand tensors, more than any model has, take 12 MB; what goes beyond 16 MiB, three
 * levels or a million values is made to be slow.
 */
const limits: JsonLimits = { bytes: 16 << 20, depth: 3, values: 1_000_000 };
/** No framework goes beyond a handful. */
const mostDimensions = 32;

/** Bytes before the header: its length. */
export const prefixBytes = 8;

/**
 * Length of the header, from a file's first {@link prefixBytes} bytes or fewer.
 *
 * @param fileBytes Length of the file, where it is known.
 * @throws FrameloomError `load-failed`.
 */
export function readHeaderLength(label: string, prefix: Uint8Array, fileBytes?: number): number {
  if (prefix.length < prefixBytes || (fileBytes ?? Infinity) < prefixBytes + 2) {
    const known = fileBytes ?? prefix.length;
    refuse(label, `it has ${known} bytes, too few for a header; the file is cut short`);
  }
  const words = new DataView(prefix.buffer, prefix.byteOffset, prefixBytes);
  const length = words.getUint32(0, true) + words.getUint32(4, true) * 2 ** 32;
  if (length < 2 || length > limits.bytes) refuse(label, `it claims a header of ${length} bytes`);
  if (fileBytes !== undefined && length > fileBytes - prefixBytes) {
    refuse(label, `it claims a header of ${length} bytes but has ${fileBytes}; the file is cut short`);
  }
  return length;
}

/**
 * Reads a header: each type and shape, and that the tensors fill the data without gap or overlap.
 *
 * @param header The JSON.
 * @param dataBytes Bytes that follow the header, where that is known.
 * @throws FrameloomError `load-failed`.
 */
export function parseHeader(label: string, header: Uint8Array, dataBytes?: number): SafetensorsHeader {
  if (header[0] !== 0x7b) refuse(label, 'its header does not begin with "{"; this is another kind of file');
  const { __metadata__: notes, ...fields } = parseJson(`${label}: the header`, header, limits);
  const entries = Object.entries(fields).map(([name, field]) => readEntry(label, name, field));
  const filled = requireFilled(label, entries);
  if (dataBytes !== undefined && filled > dataBytes) {
    refuse(label, `its tensors end at byte ${filled} of ${dataBytes}; the file is cut short`);
  }
  if (dataBytes !== undefined && filled < dataBytes) {
    refuse(label, `${dataBytes - filled} bytes after the last tensor belong to none`);
  }
  return { entries, metadata: readMetadata(label, notes), dataBytes: filled };
}

function readEntry(label: string, name: string, entry: unknown): TensorEntry {
  const what = `tensor ${show(name)}`;
  if (!isObject(entry)) return refuse(label, `${what} must be an object, got ${show(entry)}`);
  const { dtype, shape, data_offsets: offsets } = entry;
  if (!isDtype(dtype)) return refuse(label, `${what} has dtype ${show(dtype)}, which is not known`);
  const elements = Array.isArray(shape) && shape.length <= mostDimensions ? elementsOf(shape) : undefined;
  if (elements === undefined) return refuse(label, `${what} has the shape ${show(shape)}`);
  const [begin, end] = Array.isArray(offsets) && offsets.length === 2 ? (offsets as unknown[]) : [];
  if (!isOffset(begin) || !isOffset(end) || begin > end) {
    return refuse(
      label,
      `${what} has data_offsets ${show(offsets)}; they must be two ascending byte positions`,
    );
  }
  // Compared without multiplying further, so that a product beyond 2^53 can't pass by rounding.
  if ((end - begin) / bytesPerElement(dtype) !== elements) {
    refuse(
      label,
      `${what} has ${end - begin} bytes, but ${show(dtype)} ${show(shape)} does not take that many`,
    );
  }
  return { name, dtype, shape: shape as readonly number[], begin, end };
}

function isOffset(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

/** Bytes that the tensors fill. */
function requireFilled(label: string, entries: readonly TensorEntry[]): number {
  let position = 0;
  for (const { name, begin, end } of entries.toSorted((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin < position) refuse(label, `tensor ${show(name)} overlaps another`);
    if (begin > position)
      refuse(label, `${begin - position} bytes before tensor ${show(name)} belong to none`);
    position = end;
  }
  return position;
}

function readMetadata(label: string, notes: unknown): ReadonlyMap<string, string> {
  if (notes === undefined) return new Map();
  if (!isObject(notes)) return refuse(label, `__metadata__ must be an object, got ${show(notes)}`);
  return new Map(
    Object.entries(notes).map(([key, value]) => {
      if (typeof value !== 'string')
        return refuse(label, `__metadata__ ${show(key)} must be text, got ${show(value)}`);
      return [key, value];
    }),
  );
}

function refuse(label: string, fact: string): never {
  throw new FrameloomError('load-failed', `${label}: ${fact}. Download or export the file again.`);
}
