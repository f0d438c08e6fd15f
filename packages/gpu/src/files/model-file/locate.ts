import { FrameloomError } from '../../errors.ts';
import { show } from '../../show.ts';
import { openBlocks } from '../blocks/blocks.ts';
import { loadBytes, openAddress, readAll } from '../load-bytes.ts';
import { requireSha256 } from '../options.ts';
import { blobSource } from '../source/blob.ts';
import { resolveAddress } from '../source/open.ts';
import type { OpenBlocks } from './part.ts';
import { isShardIndex, mostIndexBytes, parseShardIndex, type ShardIndex } from './shards.ts';
import type { FileSet, ModelFileOptions } from './types.ts';

/** The files that a source means. */
export type Located = {
  files: readonly { file: string; sha256: string | undefined; open: OpenBlocks }[];
  /** Which tensors each file must hold, where there is an index. */
  index: ShardIndex | undefined;
};

/** Finds the safetensors files of a source, and reads the index where there is one. */
export async function locate(
  source: string | URL | Blob | FileSet,
  options: ModelFileOptions,
): Promise<Located> {
  if (typeof source === 'string' || source instanceof URL) return locateAddress(source, options);
  if (source instanceof Blob) {
    const name = (source as Blob & { name?: unknown }).name;
    return locateFiles(new Map([[typeof name === 'string' && name ? name : 'file', source]]), options);
  }
  if (source instanceof Map) return locateFiles(source, options);
  throw new FrameloomError(
    'invalid-argument',
    `openModelFile: source must be an address, a File, or a Map of files, got ${show(source)}.`,
  );
}

async function locateAddress(url: string | URL, options: ModelFileOptions): Promise<Located> {
  const address = resolveAddress('openModelFile', url, 'model.safetensors');
  const fileAt = (at: URL, file: string): Located['files'][number] => {
    const sha256 = hashOf(file, options);
    return { file, sha256, open: (signal) => openAddress(at, sha256, withSignal(options, signal)) };
  };
  const name = address.protocol === 'data:' ? 'data' : (address.pathname.split('/').at(-1) ?? '');
  if (!isShardIndex(name)) return { files: [fileAt(address, name)], index: undefined };
  const { signal, allowOrigins } = options;
  const json = await loadBytes(address, {
    maxBytes: mostIndexBytes,
    ...(signal && { signal }),
    ...(allowOrigins && { allowOrigins }),
  });
  const index = parseShardIndex(name, json);
  return { files: index.files.map((file) => fileAt(new URL(file, address), file)), index };
}

async function locateFiles(set: FileSet, options: ModelFileOptions): Promise<Located> {
  const paths = [...set.keys()];
  const indexes = paths.filter(isShardIndex);
  const weights = set.size === 1 ? paths : paths.filter((path) => path.endsWith('.safetensors'));
  const [main] = indexes.length > 0 ? indexes : weights;
  if (main === undefined || indexes.length > 1 || (indexes.length === 0 && weights.length > 1)) {
    throw new FrameloomError(
      'invalid-argument',
      `openModelFile: the files must hold one .safetensors file or one index of shards, got ${show(paths)}. Pass a Map with the files of one model.`,
    );
  }
  const fileAt = (path: string, file: string): Located['files'][number] => {
    const blob = set.get(path);
    if (!blob) {
      throw new FrameloomError(
        'load-failed',
        `${show(main)}: names the file ${show(file)}, which is not among those given. Give the whole folder.`,
      );
    }
    const source = blobSource(file, blob);
    return { file, sha256: hashOf(file, options), open: (signal) => openBlocks({ source, signal }) };
  };
  if (!isShardIndex(main)) return { files: [fileAt(main, baseName(main))], index: undefined };
  const json = await readAll(blobSource(main, set.get(main)!), mostIndexBytes, options.signal);
  const index = parseShardIndex(baseName(main), json);
  const folder = main.slice(0, main.length - baseName(main).length);
  return { files: index.files.map((file) => fileAt(folder + file, file)), index };
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function hashOf(file: string, { sha256 }: ModelFileOptions): string | undefined {
  if (typeof sha256 !== 'object' || sha256 === null) return requireSha256('openModelFile', sha256);
  if (Object.hasOwn(sha256, file)) return requireSha256('openModelFile', sha256[file]);
  throw new FrameloomError(
    'invalid-argument',
    `openModelFile: sha256 has no hash of ${show(file)}. Give one for each file, or none at all.`,
  );
}

function withSignal(options: ModelFileOptions, signal: AbortSignal | undefined): ModelFileOptions {
  const { signal: _, ...others } = options;
  return { ...others, ...(signal && { signal }) };
}
