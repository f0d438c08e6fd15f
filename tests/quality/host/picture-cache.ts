// Pictures on disk, so that references and peers are rendered once. A key is a hash of everything that decides them.
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';

/** A finished run of 8-bit RGBA pictures of one size. */
export type PictureFile = {
  readonly key: string;
  read(index: number): Promise<Uint8Array<ArrayBuffer>>;
  close(): Promise<void>;
};

/** Hash of the files under `paths` (folders recursively, missing ones ignored) and of `facts`. */
export function hashSources(paths: readonly string[], facts: unknown): string {
  const hash = createHash('sha256').update(JSON.stringify(facts));
  const visit = (path: string): void => {
    if (!existsSync(path)) return;
    if (statSync(path).isDirectory()) {
      for (const name of readdirSync(path).toSorted()) {
        if (name !== 'node_modules' && name !== 'dist') visit(join(path, name));
      }
      return;
    }
    hash.update(path).update('\0').update(readFileSync(path));
  };
  for (const path of paths) visit(path);
  return hash.digest('hex').slice(0, 20);
}

/**
 * Opens the pictures of `key`, rendering them first where they are missing or `fresh` is set. A run that is interrupted
 * leaves nothing that could be mistaken for a finished one.
 */
export async function openPictures(
  directory: string,
  key: string,
  frameBytes: number,
  fresh: boolean,
  render: (onFrame: (index: number, pixels: Uint8Array) => Promise<void>) => Promise<void>,
): Promise<PictureFile> {
  const path = join(directory, `${key}.rgba`);
  if (fresh || !existsSync(path)) {
    mkdirSync(directory, { recursive: true });
    makeRoom(directory);
    const partial = `${path}.${process.pid}.partial`;
    const file = await open(partial, 'w');
    try {
      await render(async (index, pixels) => {
        await file.write(pixels, 0, frameBytes, index * frameBytes);
      });
    } catch (error) {
      await file.close();
      rmSync(partial, { force: true });
      throw error;
    }
    await file.close();
    renameSync(partial, path);
  }
  utimesSync(path, new Date(), new Date());
  return pictureFile(key, await open(path, 'r'), frameBytes);
}

/** Bytes of pictures that the cache keeps; the least recently used go first. */
const cacheBytes = 12e9;

/** Deletes what interrupted runs left behind, and the oldest files over the budget. */
function makeRoom(directory: string): void {
  const files = readdirSync(directory).map((name) => {
    const path = join(directory, name);
    const { mtimeMs, size } = statSync(path);
    return { path, mtimeMs, size };
  });
  let total = 0;
  for (const { path, size } of files.toSorted((a, b) => b.mtimeMs - a.mtimeMs)) {
    const owner = /\.(\d+)\.partial$/.exec(path)?.[1];
    total += size;
    if (owner ? !isRunning(Number(owner)) : total > cacheBytes) rmSync(path, { force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function pictureFile(key: string, file: FileHandle, frameBytes: number): PictureFile {
  return {
    key,
    async read(index) {
      const pixels = new Uint8Array(frameBytes);
      const { bytesRead } = await file.read(pixels, 0, frameBytes, index * frameBytes);
      if (bytesRead !== frameBytes)
        throw new Error(`quality: the picture cache is cut short; delete it and run again.`);
      return pixels;
    },
    close: () => file.close(),
  };
}
