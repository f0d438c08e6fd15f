import type { Target } from 'mediabunny';

import type { Media } from './media.ts';

/** Destination of a conversion while it runs. */
export type Destination = {
  target: Target;
  /** The finished film; undefined if the caller gave the destination. */
  finish(name: string, type: string): Promise<File | undefined>;
  /** Removes what was written. */
  discard(): Promise<void>;
};

const folder = 'frameloom-video';
/** Age after which temporary files of interrupted conversions are removed, milliseconds. */
const staleAfter = 24 * 3600 * 1000;

/**
 * Opens the destination: `output` if given, else a temporary file in the origin private file system, so that memory does
 * not grow with the film, else memory where the browser has no such file system.
 */
export async function openDestination(
  media: Media,
  output: FileSystemFileHandle | FileSystemWritableFileStream | undefined,
): Promise<Destination> {
  if (output) {
    const stream = 'createWritable' in output ? await output.createWritable() : output;
    const target = new media.StreamTarget(stream, { chunked: true });
    // mediabunny closes the stream when the film is finished; until then nothing is in the file.
    return { target, finish: async () => undefined, discard: () => stream.abort().catch(() => {}) };
  }
  return (await temporary(media)) ?? inMemory(media);
}

async function temporary(media: Media): Promise<Destination | undefined> {
  try {
    const root = await navigator.storage.getDirectory();
    const home = await root.getDirectoryHandle(folder, { create: true });
    await sweep(home);
    const name = crypto.randomUUID();
    const handle = await home.getFileHandle(name, { create: true });
    const stream = await handle.createWritable();
    return {
      target: new media.StreamTarget(stream, { chunked: true, chunkSize: 4 << 20 }),
      async finish(fileName, type) {
        // A view of the file on disk, under the name and type it should be saved with.
        return new File([await handle.getFile()], fileName, { type });
      },
      async discard() {
        await stream.abort().catch(() => {});
        await remove(home, name);
      },
    };
  } catch {
    // Private windows and old browsers have no such file system.
    return undefined;
  }
}

/** Retries: a file stays locked for a moment after its stream was closed. */
async function remove(home: FileSystemDirectoryHandle, name: string): Promise<void> {
  for (const wait of [0, 20, 100, 500]) {
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    try {
      return await home.removeEntry(name);
    } catch (error) {
      if ((error as DOMException).name === 'NotFoundError') return;
    }
  }
}

async function sweep(home: FileSystemDirectoryHandle): Promise<void> {
  const entries = home as unknown as { values(): AsyncIterable<FileSystemHandle> };
  for await (const entry of entries.values()) {
    const file = await (entry as FileSystemFileHandle).getFile().catch(() => undefined);
    if (file && Date.now() - file.lastModified > staleAfter)
      await home.removeEntry(entry.name).catch(() => {});
  }
}

function inMemory(media: Media): Destination {
  const target = new media.BufferTarget();
  return {
    target,
    finish: async (name, type) => new File([target.buffer!], name, { type }),
    discard: async () => {},
  };
}
