import { FrameloomError } from '../../errors.ts';
import type { Blocks } from '../blocks/blocks.ts';
import { blockBytes } from '../blocks/stream.ts';
import { parseHeader, prefixBytes, readHeaderLength, type SafetensorsHeader } from '../header.ts';
import { problemOf } from '../load-bytes.ts';
import { createSha256 } from '../sha256.ts';
import { changed, tooLong } from '../source/source.ts';

/** One safetensors file: what its header says, and how to open it for reading. */
export type Part = {
  /** Short name for progress. */
  file: string;
  header: SafetensorsHeader;
  /** Where the tensors start in the file. */
  dataStart: number;
  /** Of the content whose header this is. */
  version: string | undefined;
  sha256: string | undefined;
  open: OpenBlocks;
};

export type OpenBlocks = (signal: AbortSignal | undefined) => Blocks;

/** Reads the header of a file, and no more of it than a block or two. */
export async function openPart(
  file: string,
  sha256: string | undefined,
  options: { open: OpenBlocks; signal: AbortSignal | undefined; maxBytes: number },
): Promise<Part> {
  const { open, signal, maxBytes } = options;
  const blocks = open(signal);
  try {
    const first = await blocks.read(0);
    if ((blocks.size ?? 0) > maxBytes) throw tooLong(blocks.label, maxBytes);
    const length = readHeaderLength(blocks.label, first.subarray(0, prefixBytes), blocks.size);
    const dataStart = prefixBytes + length;
    const text = new Uint8Array(length);
    for (let at = 0, n = 0; at < length; n++) {
      const block = n === 0 ? first.subarray(prefixBytes) : await blocks.read(n);
      if (block.length === 0) throw cutShort(blocks.label);
      const part = block.subarray(0, length - at);
      text.set(part, at);
      at += part.length;
    }
    const dataBytes = blocks.size === undefined ? undefined : blocks.size - dataStart;
    const header = parseHeader(blocks.label, text, dataBytes);
    if (dataStart + header.dataBytes > maxBytes) throw tooLong(blocks.label, maxBytes);
    return { file, header, dataStart, version: blocks.version, sha256, open };
  } finally {
    blocks.release();
  }
}

/**
 * Gives the bytes of a file's wanted ranges, in order; all of them where it has a hash, which is checked at the end.
 *
 * @param ranges Ascending and apart, bytes from the start of the file.
 * @param onBytes Gets the place in the file. Every byte of the ranges comes, others may.
 */
export async function readPart(
  { header, dataStart, version, sha256, open }: Part,
  ranges: readonly (readonly [begin: number, end: number])[],
  signal: AbortSignal | undefined,
  onBytes: (at: number, bytes: Uint8Array) => void | Promise<void>,
): Promise<void> {
  const blocks = open(signal);
  const size = dataStart + header.dataBytes;
  const hash = sha256 === undefined ? undefined : createSha256();
  const wanted = hash ? [[0, size] as const] : ranges;
  try {
    let next = 0;
    for (const [begin, end] of wanted) {
      for (let n = Math.max(next, Math.floor(begin / blockBytes)); n * blockBytes < end; n++) {
        const block = await blocks.read(n);
        const at = n * blockBytes;
        next = n + 1;
        if ((blocks.version ?? version) !== (version ?? blocks.version)) throw changed(blocks.label);
        if (block.length !== Math.min(blockBytes, size - at)) throw cutShort(blocks.label);
        hash?.update(block);
        await onBytes(at, block);
      }
    }
    if (!hash) return;
    // What follows the last tensor belongs to no file with this header.
    if ((blocks.size ?? size) !== size) throw tooLong(blocks.label, size);
    const found = { bytes: size, sha256: hash.hex() };
    const problem = problemOf(found, { sha256: sha256!, by: 'the caller' });
    if (problem === undefined) return;
    await blocks.forget();
    throw new FrameloomError('load-failed', `${blocks.label}: ${problem} Download it again.`);
  } finally {
    blocks.release();
  }
}

function cutShort(label: string): FrameloomError {
  return new FrameloomError(
    'load-failed',
    `${label}: ends in the middle of a tensor; it is cut short. Download it again.`,
  );
}
