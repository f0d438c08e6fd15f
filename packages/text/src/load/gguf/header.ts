import { FrameloomError, show } from '@frameloom/gpu';
import type { OpenFile } from '@frameloom/gpu/files';

/** A value of the metadata; 64-bit numbers beyond 2^53 are refused. */
export type GgufValue = number | boolean | string | readonly GgufValue[];

/** A tensor of the table. */
export type GgufTensor = {
  name: string;
  /** Rows first, as PyTorch has it. */
  shape: readonly number[];
  /** Number of its format, see `blockFormats`. */
  type: number;
  /** Bytes from the start of the file. */
  begin: number;
};

/** What stands before the tensors. */
export type GgufHeader = {
  metadata: ReadonlyMap<string, GgufValue>;
  tensors: ReadonlyMap<string, GgufTensor>;
};

const mostHeaderBytes = 64 << 20;
/** Values of the metadata, those of lists too: a vocabulary of half a million tokens has two million. A list counts for 64. */
const mostValues = 4_000_000;

/** The file ends before what is read: more of it is needed. */
class EndOfBytes extends Error {}

/**
 * Reads the header of a GGUF file, version 2 or 3.
 *
 * @throws FrameloomError `load-failed`.
 */
export async function readGgufHeader(file: OpenFile): Promise<GgufHeader> {
  for (let length = 1 << 20; ; length *= 4) {
    const bytes = await file.read(0, Math.min(length, file.size));
    try {
      return parseHeader(file.label, bytes);
    } catch (error) {
      if (!(error instanceof EndOfBytes)) throw error;
      if (bytes.length === file.size || length >= mostHeaderBytes) {
        throw new FrameloomError('load-failed', `${file.label}: ends within its header; it is cut short.`);
      }
    }
  }
}

function parseHeader(label: string, bytes: Uint8Array<ArrayBuffer>): GgufHeader {
  const reader = createReader(label, bytes);
  const magic = reader.u32();
  const version = reader.u32();
  // 'GGUF', low byte first.
  if (magic !== 0x46554747) reader.fail('is no GGUF file.');
  if (version !== 2 && version !== 3) reader.fail(`is GGUF of version ${version}, known are 2 and 3.`);
  const [tensorCount, valueCount] = [reader.count(1e6), reader.count(1e6)];
  const metadata = new Map<string, GgufValue>();
  for (let i = 0; i < valueCount; i++) {
    const name = reader.text();
    if (metadata.has(name)) reader.fail(`has the value ${show(name)} twice.`);
    metadata.set(name, reader.value(reader.u32(), 0));
  }
  const found: GgufTensor[] = [];
  for (let i = 0; i < tensorCount; i++) {
    const name = reader.text();
    const dimensions = reader.u32();
    if (dimensions < 1 || dimensions > 4) reader.fail(`tensor ${show(name)} has ${dimensions} dimensions.`);
    const shape = Array.from({ length: dimensions }, () => reader.count(2 ** 40)).toReversed();
    found.push({ name, shape, type: reader.u32(), begin: reader.count(2 ** 50) });
  }
  const alignment = metadata.get('general.alignment') ?? 32;
  if (!Number.isInteger(alignment) || !(Number(alignment) >= 1 && Number(alignment) <= 2 ** 20)) {
    return reader.fail(`its alignment is ${show(alignment)}.`);
  }
  const start = Math.ceil(reader.at() / Number(alignment)) * Number(alignment);
  const tensors = new Map(found.map((one) => [one.name, { ...one, begin: start + one.begin }]));
  if (tensors.size < found.length) reader.fail('has a tensor twice.');
  return { metadata, tensors };
}

type Reader = {
  at(): number;
  u32(): number;
  /** A 64-bit number of at most `most`. */
  count(most: number): number;
  text(): string;
  value(type: number, depth: number): GgufValue;
  fail(fact: string): never;
};

function createReader(label: string, bytes: Uint8Array<ArrayBuffer>): Reader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const decoder = new TextDecoder();
  let at = 0;
  let values = 0;
  const fail = (fact: string): never => {
    throw new FrameloomError('load-failed', `${label}: ${fact} Download the model again.`);
  };
  const advance = (length: number): number => {
    const begin = at;
    if (length > bytes.length - at) throw new EndOfBytes();
    at += length;
    return begin;
  };
  const count = (most: number): number => {
    const value = view.getBigUint64(advance(8), true);
    return value <= most ? Number(value) : fail(`a size is ${value}.`);
  };
  const text = (): string => {
    const length = count(2 ** 24);
    return decoder.decode(bytes.subarray(advance(length), at));
  };
  const big = (value: bigint): number => {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : fail(`a number is ${value}.`);
  };
  const scalars: Readonly<Record<number, () => GgufValue>> = {
    0: () => view.getUint8(advance(1)),
    1: () => view.getInt8(advance(1)),
    2: () => view.getUint16(advance(2), true),
    3: () => view.getInt16(advance(2), true),
    4: () => view.getUint32(advance(4), true),
    5: () => view.getInt32(advance(4), true),
    6: () => view.getFloat32(advance(4), true),
    7: () => view.getUint8(advance(1)) !== 0,
    8: text,
    10: () => big(view.getBigUint64(advance(8), true)),
    11: () => big(view.getBigInt64(advance(8), true)),
    12: () => view.getFloat64(advance(8), true),
  };
  const value = (type: number, depth: number): GgufValue => {
    values += type === 9 ? 64 : 1;
    if (values > mostValues) fail(`has more than ${mostValues} values.`);
    if (type !== 9) return (scalars[type] ?? (() => fail(`a value has the type ${type}.`)))();
    if (depth > 2) fail('has lists in lists in lists.');
    const inner = view.getUint32(advance(4), true);
    const length = count(mostValues);
    const list: GgufValue[] = [];
    for (let i = 0; i < length; i++) list.push(value(inner, depth + 1));
    return list;
  };
  return { at: () => at, u32: () => view.getUint32(advance(4), true), count, text, value, fail };
}
