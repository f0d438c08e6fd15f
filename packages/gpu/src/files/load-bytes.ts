import { FrameloomError } from '../errors.ts';
import { blockBytes } from './blocks/stream.ts';
import { openBlocks, type Blocks } from './blocks/blocks.ts';
import { defaultCache, requireSha256, type FileOptions } from './options.ts';
import { createSha256 } from './sha256.ts';
import { addressSource, resolveAddress } from './source/open.ts';
import { throwIfAborted, tooLong, type ByteSource } from './source/source.ts';

/** Options of {@link loadBytes}. */
export type LoadBytesOptions = FileOptions & {
  /** Largest file to accept, bytes; a longer one is refused as soon as that shows. Default 16 MiB. */
  maxBytes?: number;
  /** SHA-256 that the file must have, 64 hexadecimal digits. A file without one is kept in no cache. Default: not checked. */
  sha256?: string;
};

/**
 * Loads a whole small file, such as a tokenizer, over http(s), from a `data:` address or, in Node, a `file:` one.
 *
 * @throws FrameloomError `load-failed`, `aborted`, `invalid-argument`.
 */
export async function loadBytes(
  url: string | URL,
  options: LoadBytesOptions = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const { maxBytes = 16 << 20, signal } = options;
  const address = resolveAddress('loadBytes', url);
  const sha256 = requireSha256('loadBytes', options.sha256);
  if (sha256 !== undefined) {
    const blocks = openAddress(address, sha256, options);
    return readVerified(blocks, { maxBytes, wanted: { sha256, by: 'sha256' } }).finally(blocks.release);
  }
  return readAll(openSource(address, options, { ranges: false, isVerified: false }), maxBytes, signal);
}

/** Blocks of a file whose hash is known, from the cache or its address. */
export function openAddress(url: URL, sha256: string | undefined, options: FileOptions): Blocks {
  const { signal, cache = defaultCache, allowOrigins = [] } = options;
  return openBlocks({
    source: openSource(url, options, { ranges: true, isVerified: sha256 !== undefined }),
    key: [url.href, sha256, cache, allowOrigins.toSorted()].join(' '),
    signal,
    cache: cache === false ? undefined : { name: cache, url, sha256 },
  });
}

function openSource(
  url: URL,
  { allowOrigins = [] }: FileOptions,
  http: { ranges: boolean; isVerified: boolean },
): ByteSource {
  return addressSource(url, { allowOrigins, ...http });
}

/** What a file must be, and who says so. */
export type Wanted = { sha256: string; bytes?: number; by: string };

/**
 * Reads all of a file into one array. Blocks that the cache kept and that are not what is wanted are loaded again.
 *
 * @throws FrameloomError `load-failed`, `aborted`.
 */
export async function readVerified(
  blocks: Blocks,
  options: { maxBytes: number; wanted: Wanted; onBytes?: (loaded: number) => void },
): Promise<Uint8Array<ArrayBuffer>> {
  const { maxBytes, wanted, onBytes } = options;
  const { label } = blocks;
  const hash = createSha256();
  let bytes = new Uint8Array(wanted.bytes ?? Math.min(blockBytes, maxBytes));
  let loaded = 0;
  for (let n = 0; ; n++) {
    const block = await blocks.read(n);
    const end = loaded + block.length;
    if (end > (wanted.bytes ?? maxBytes)) throw tooLong(label, wanted.bytes ?? maxBytes);
    if (end > bytes.length) bytes = grow(bytes, Math.min(maxBytes, Math.max(end, blocks.size ?? 2 * end)));
    bytes.set(block, loaded);
    hash.update(block);
    loaded = end;
    if (block.length > 0) onBytes?.(loaded);
    if (block.length < blockBytes || loaded === blocks.size) break;
  }
  const problem = problemOf({ bytes: loaded, sha256: hash.hex() }, wanted);
  if (problem === undefined) return loaded === bytes.length ? bytes : bytes.slice(0, loaded);
  await blocks.forget();
  throw new FrameloomError('load-failed', `${label}: ${problem} Load or export the model again.`);
}

/** What is wrong with a file that was read, as a sentence. */
export function problemOf(
  found: { bytes: number; sha256: string },
  { bytes, sha256, by }: Wanted,
): string | undefined {
  if (bytes !== undefined && found.bytes !== bytes) {
    return `has ${found.bytes} bytes, ${by} says ${bytes}; it is cut short or of another version.`;
  }
  if (found.sha256 === sha256) return undefined;
  return `has the SHA-256 ${found.sha256}, ${by} says ${sha256}.`;
}

/**
 * Reads all of a small file of unknown content.
 *
 * @throws FrameloomError `load-failed`, `aborted`.
 */
export async function readAll(
  source: ByteSource,
  maxBytes: number,
  signal: AbortSignal | undefined,
): Promise<Uint8Array<ArrayBuffer>> {
  const { label } = source;
  throwIfAborted(label, signal);
  let bytes = new Uint8Array(Math.min(1 << 16, maxBytes));
  let loaded = 0;
  for await (const piece of source.stream(0, signal ?? new AbortController().signal)) {
    throwIfAborted(label, signal);
    const end = loaded + piece.length;
    if (end > maxBytes || (source.size ?? 0) > maxBytes) throw tooLong(label, maxBytes);
    if (end > bytes.length) bytes = grow(bytes, source.size ?? Math.min(maxBytes, 2 * end));
    bytes.set(piece, loaded);
    loaded = end;
  }
  return loaded === bytes.length ? bytes : bytes.slice(0, loaded);
}

function grow(bytes: Uint8Array<ArrayBuffer>, length: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(length);
  larger.set(bytes);
  return larger;
}
