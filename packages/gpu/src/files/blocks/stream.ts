import type { ByteSource } from '../source/source.ts';

/** Bytes of a block: pieces of a file that are kept and shared. */
export const blockBytes: number = 2 << 20;

/** A stream that is read block by block. */
export interface BlockStream {
  /** Number of the block that {@link next} gives. */
  readonly position: number;
  readonly isBusy: boolean;
  /**
   * The next block: whole, or what was left of the file, which may be nothing.
   *
   * @param memory Of a block that nobody needs any more, to be filled again.
   */
  next(memory?: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>>;
  close(): void;
}

/** Opens a source at block `first`. Nothing is read before {@link BlockStream.next}. */
export function openBlockStream(source: ByteSource, first: number, signal: AbortSignal): BlockStream {
  const chunks = source.stream(first * blockBytes, signal);
  let rest: Uint8Array = new Uint8Array();
  let position = first;
  let isBusy = false;

  async function fill(memory: Uint8Array<ArrayBuffer> | undefined): Promise<Uint8Array<ArrayBuffer>> {
    const block = memory ?? new Uint8Array(blockBytes);
    let filled = 0;
    for (;;) {
      const part = rest.subarray(0, blockBytes - filled);
      block.set(part, filled);
      filled += part.length;
      rest = rest.subarray(part.length);
      if (filled === blockBytes) break;
      const { done, value } = await chunks.next();
      if (done) break;
      rest = value;
    }
    position++;
    return filled === blockBytes ? block : block.slice(0, filled);
  }

  return {
    get position() {
      return position;
    },
    get isBusy() {
      return isBusy;
    },
    async next(memory) {
      isBusy = true;
      try {
        return await fill(memory);
      } finally {
        isBusy = false;
      }
    },
    close() {
      rest = new Uint8Array();
      void chunks.return(undefined).catch(() => {});
    },
  };
}
