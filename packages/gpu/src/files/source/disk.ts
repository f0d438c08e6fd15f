import { FrameloomError } from '../../errors.ts';
import { asLoadError, changed, throwIfAborted, type ByteSource } from './source.ts';

type Stats = { size: number; mtimeMs: number; isFile(): boolean };
type Handle = {
  stat(): Promise<Stats>;
  read(into: Uint8Array, offset: number, length: number, position: number): Promise<{ bytesRead: number }>;
  close(): Promise<void>;
};
type FileSystem = {
  stat(url: URL): Promise<Stats>;
  open(url: URL, flags: number): Promise<Handle>;
  constants: { O_RDONLY: number; O_NONBLOCK?: number };
};

const pieceBytes = 1 << 20;

/** A file of the disk, in Node. Only files: a device or a pipe has no end, and waits for someone to write. */
export function diskSource(label: string, url: URL): ByteSource {
  let size: number | undefined;
  let version: string | undefined;
  return {
    label,
    get size() {
      return size;
    },
    get version() {
      return version;
    },
    async *stream(begin, signal) {
      const files = fileSystem(label);
      throwIfAborted(label, signal);
      const handle = await open(files, label, url);
      try {
        const stats = await handle.stat();
        const now = `${stats.size}-${stats.mtimeMs}`;
        if (version !== undefined && now !== version) throw changed(label);
        [size, version] = [stats.size, now];
        const piece = new Uint8Array(pieceBytes);
        for (let at = begin; at < stats.size;) {
          throwIfAborted(label, signal);
          const { bytesRead } = await handle.read(piece, 0, Math.min(pieceBytes, stats.size - at), at);
          if (bytesRead === 0) throw changed(label);
          at += bytesRead;
          yield piece.subarray(0, bytesRead);
        }
      } catch (cause) {
        throw asLoadError(label, cause);
      } finally {
        await handle.close();
      }
    },
  };
}

async function open(files: FileSystem, label: string, url: URL): Promise<Handle> {
  try {
    const { O_RDONLY, O_NONBLOCK = 0 } = files.constants;
    // Asked before it is opened, since opening a pipe waits; not blocking, in case it became one in between.
    const handle = (await files.stat(url)).isFile()
      ? await files.open(url, O_RDONLY | O_NONBLOCK)
      : undefined;
    if (handle && (await handle.stat()).isFile()) return handle;
    await handle?.close();
  } catch (cause) {
    throw asLoadError(label, cause);
  }
  throw new FrameloomError(
    'load-failed',
    `${label}: is a folder or a device, not a file. Check the address.`,
  );
}

/** Through the process object, so that bundlers for browsers see no import of a Node module. */
function fileSystem(label: string): FileSystem {
  const { process } = globalThis as {
    process?: { getBuiltinModule?: (id: string) => FileSystem | undefined };
  };
  const files = process?.getBuiltinModule?.('node:fs/promises');
  if (files) return files;
  throw new FrameloomError(
    'load-failed',
    `${label}: only Node reads file: addresses. Serve the model over http.`,
  );
}
