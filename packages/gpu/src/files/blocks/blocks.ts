import { throwIfAborted, type ByteSource } from '../source/source.ts';
import { openBlockCache, type BlockCache } from './cache.ts';
import { blockBytes, openBlockStream, type BlockStream } from './stream.ts';

/** One reader's view of a file whose blocks are shared. */
export interface Blocks {
  readonly label: string;
  /** Bytes of the file; undefined until a block was read. */
  readonly size: number | undefined;
  /** Tells this content from others of the same file; undefined until a block was read, or where nothing tells. */
  readonly version: string | undefined;
  /**
   * Block `n` of the file, not to be changed: `blockBytes` long but for the last; empty beyond the end. It is valid until
   * the next call, since its memory is used again.
   *
   * @throws FrameloomError `load-failed`, `aborted`.
   */
  read(n: number): Promise<Uint8Array<ArrayBuffer>>;
  /** Drops what the cache kept of the file, which turned out to be wrong. */
  forget(): Promise<void>;
  /** Call when done. The last reader to go ends the download. */
  release(): void;
}

/** Options of {@link openBlocks}. */
export type BlocksOptions = {
  source: ByteSource;
  /** Readers with the same key share their blocks; without one nobody does. */
  key?: string | undefined;
  signal?: AbortSignal | undefined;
  /** Where blocks are kept between visits. */
  cache?: { name: string; url: URL; sha256: string | undefined } | undefined;
};

/** Blocks in memory, read or under way. */
const windowLength = 3;
/** Connections of one file: readers far apart get one each. */
const mostStreams = 3;

/** The block that a reader has or waits for. */
type Reader = { block: number | undefined };

/** Blocks by number, read or under way. */
type Window = Map<number, Promise<Uint8Array<ArrayBuffer>>>;

type SharedFile = {
  readonly size: number | undefined;
  readonly version: string | undefined;
  readonly readers: Set<Reader>;
  read(n: number): Promise<Uint8Array<ArrayBuffer>>;
  forget(): Promise<void>;
  close(): void;
};

const files = new Map<string, SharedFile>();

/** Opens a file for one more reader. Who reads the same blocks at the same time gets the same bytes of one download. */
export function openBlocks(options: BlocksOptions): Blocks {
  const { source, key, signal } = options;
  const { label } = source;
  throwIfAborted(label, signal);
  const file = (key !== undefined && files.get(key)) || shareFile(options);
  if (key !== undefined) files.set(key, file);
  const reader: Reader = { block: undefined };
  file.readers.add(reader);
  const release = (): void => {
    if (!file.readers.delete(reader) || file.readers.size > 0) return;
    if (key !== undefined && files.get(key) === file) files.delete(key);
    file.close();
  };
  return {
    label,
    get size() {
      return file.size;
    },
    get version() {
      return file.version;
    },
    read(n) {
      reader.block = n;
      return untilAborted(label, file.read(n), signal, release);
    },
    forget: () => file.forget(),
    release,
  };
}

/** A reader that was aborted goes at once; the download goes on for the others. */
function untilAborted<T>(
  label: string,
  work: Promise<T>,
  signal: AbortSignal | undefined,
  release: () => void,
): Promise<T> {
  if (!signal) return work;
  return new Promise<T>((done, fail) => {
    const stop = (): void => {
      try {
        throwIfAborted(label, signal);
      } catch (error) {
        fail(error as Error);
        release();
      }
    };
    signal.addEventListener('abort', stop);
    const end = (): void => signal.removeEventListener('abort', stop);
    work.then(done, fail).finally(end);
    stop();
  });
}

function shareFile({ source, cache }: BlocksOptions): SharedFile {
  const controller = new AbortController();
  const window: Window = new Map();
  const streams: BlockStream[] = [];
  const readers = new Set<Reader>();
  /** Memory of blocks that nobody reads any more: a file of a gigabyte would leave as much to collect otherwise. */
  const spare: Uint8Array<ArrayBuffer>[] = [];
  let opened: Promise<BlockCache | undefined> | undefined;
  let keptSize: number | undefined;

  /** Opened once the version is known: by the hash that the file must have, or by what the server says. */
  async function openCache(): Promise<BlockCache | undefined> {
    if (!cache) return undefined;
    const version = cache.sha256 ?? source.version;
    if (version === undefined) return undefined;
    return (opened ??= openBlockCache(cache.name, cache.url, version));
  }

  function streamAt(n: number): BlockStream {
    const free = streams.find((stream) => stream.position === n && !stream.isBusy);
    if (free) return free;
    const stream = openBlockStream(source, n, controller.signal);
    streams.push(stream);
    const idle = streams.findIndex((other) => !other.isBusy && other !== stream);
    if (streams.length > mostStreams && idle >= 0) streams.splice(idle, 1)[0]!.close();
    return stream;
  }

  async function load(n: number): Promise<Uint8Array<ArrayBuffer>> {
    if (n * blockBytes >= (source.size ?? keptSize ?? Infinity)) return new Uint8Array();
    const kept = await (await openCache())?.get(n);
    if (kept) {
      keptSize = kept.size ?? keptSize;
      return kept.bytes;
    }
    const stream = streamAt(n);
    try {
      const block = await stream.next(spare.pop());
      // Only whole blocks get this far.
      if (block.length > 0) await (await openCache())?.put(n, block, source.size);
      return block;
    } catch (error) {
      streams.splice(streams.indexOf(stream), 1);
      stream.close();
      throw error;
    }
  }

  return {
    readers,
    get size() {
      return source.size ?? keptSize;
    },
    get version() {
      return source.version;
    },
    read(n) {
      const found = window.get(n);
      if (found) return found;
      const block = load(n);
      window.set(n, block);
      // Whoever waits hears of it; a failed block is asked for anew.
      block.catch(() => window.get(n) === block && window.delete(n));
      trim(window, readers, spare);
      return block;
    },
    async forget() {
      window.clear();
      await (await openCache())?.clear();
    },
    close() {
      controller.abort();
      window.clear();
      spare.length = 0;
      for (const stream of streams.splice(0)) stream.close();
    },
  };
}

/** Makes room in the window; memory that nobody reads any more becomes spare. */
function trim(window: Window, readers: ReadonlySet<Reader>, spare: Uint8Array<ArrayBuffer>[]): void {
  for (const [n, block] of window) {
    if (window.size <= windowLength) return;
    if ([...readers].some((reader) => reader.block === n)) continue;
    window.delete(n);
    const keep = (bytes: Uint8Array<ArrayBuffer>): void => {
      if (bytes.length === blockBytes && spare.length < windowLength) spare.push(bytes);
    };
    block.then(keep, () => {});
  }
}
