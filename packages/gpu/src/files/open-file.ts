import { FrameloomError } from '../errors.ts';
import { show } from '../show.ts';
import { openBlocks, type Blocks } from './blocks/blocks.ts';
import { blockBytes } from './blocks/stream.ts';
import { openAddress } from './load-bytes.ts';
import { requireSha256, type FileOptions } from './options.ts';
import { blobSource } from './source/blob.ts';
import { resolveAddress } from './source/open.ts';

/** Options of {@link openFile}. */
export type OpenFileOptions = FileOptions & {
  /** Keeps the file in the cache under this name for its content; it is not checked while parts are read. Default: not kept. */
  sha256?: string;
};

/** A file of any format and size, of which parts are read when asked for. */
export interface OpenFile {
  /** Short name for errors. */
  readonly label: string;
  /** Bytes. */
  readonly size: number;
  /**
   * Reads bytes from `begin` on into memory of its own.
   *
   * @throws FrameloomError `load-failed` beyond the end, `aborted`.
   */
  read(begin: number, length: number): Promise<Uint8Array<ArrayBuffer>>;
  /** Closes connections. Safe to call twice. */
  dispose(): void;
}

/**
 * Opens a file over http(s), from a `data:` address, in Node from a `file:` one, or a `File`. Reading goes through the same
 * blocks, resumption and cache as {@link openModelFile}; parts in ascending order cost one download.
 *
 * @throws FrameloomError `load-failed`, `aborted`, `invalid-argument`.
 */
export async function openFile(
  source: string | URL | Blob,
  options: OpenFileOptions = {},
): Promise<OpenFile> {
  const sha256 = requireSha256('openFile', options.sha256);
  const blocks = open(source, sha256, options);
  try {
    let [number, block] = [0, (await blocks.read(0)).slice()];
    const { label } = blocks;
    const size = blocks.size ?? (await measure(blocks));
    return {
      label,
      size,
      dispose: blocks.release,
      async read(begin, length) {
        if (!(begin >= 0 && length >= 0 && begin + length <= size)) {
          throw new FrameloomError(
            'load-failed',
            `${label}: ends before byte ${begin + length}; it is cut short.`,
          );
        }
        const bytes = new Uint8Array(length);
        for (let at = 0; at < length;) {
          const wanted = Math.floor((begin + at) / blockBytes);
          // A copy, since the memory of a block is used again.
          if (wanted !== number) [number, block] = [wanted, (await blocks.read(wanted)).slice()];
          const part = block.subarray(begin + at - wanted * blockBytes).subarray(0, length - at);
          bytes.set(part, at);
          at += part.length;
        }
        return bytes;
      },
    };
  } catch (error) {
    blocks.release();
    throw error;
  }
}

function open(source: string | URL | Blob, sha256: string | undefined, options: OpenFileOptions): Blocks {
  const { signal } = options;
  if (typeof source === 'string' || source instanceof URL) {
    return openAddress(resolveAddress('openFile', source), sha256, options);
  }
  if (!(source instanceof Blob)) {
    throw new FrameloomError(
      'invalid-argument',
      `openFile: source must be an address or a File, got ${show(source)}.`,
    );
  }
  const name = (source as Blob & { name?: unknown }).name;
  return openBlocks({ source: blobSource(typeof name === 'string' && name ? name : 'file', source), signal });
}

/** Of a stream whose length nobody tells: reads to the end. */
async function measure(blocks: Blocks): Promise<number> {
  for (let n = 0; ; n++) {
    const { length } = await blocks.read(n);
    if (length < blockBytes) return n * blockBytes + length;
  }
}
