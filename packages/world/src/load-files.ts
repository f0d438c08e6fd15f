import { FrameloomError } from '@frameloom/gpu';
import { loadModelFiles, type FileSet } from '@frameloom/gpu/files';
import { loadModel, type LoadModelOptions } from '@frameloom/nn';
import type { LevelFiles } from './engine/engine.ts';
import { readFiles } from './engine/kinds.ts';

/**
 * Loads a level's folder: `level.json`, which is a model.json of the task `level`, and its weights.
 *
 * @param url `'wick'`, which comes with this package, or the address of a folder, with or without a slash at the end, or
 * of its `level.json`; or a Map of files by path, such as a dropped folder.
 * @throws FrameloomError `load-failed`, `aborted`, `invalid-argument`.
 */
export async function loadLevelFiles(
  url: string | URL | FileSet,
  options: LoadModelOptions = {},
): Promise<LevelFiles> {
  if (url instanceof Map) {
    const { config, tensors } = await loadModelFiles(url, 'level.json', options);
    return readFiles(config, tensors, `level ${config.name}`);
  }
  // A module of its own, so that a program holds only what it asks for.
  const { config: address, weights } =
    url === 'wick'
      ? (await import('./shipped/wick.ts')).wick
      : { config: levelAddress(url as string | URL), weights: options.weights };
  const { config, tensors } = await loadModel(address, { ...options, ...(weights && { weights }) });
  return readFiles(config, tensors, `level ${config.name}`);
}

function levelAddress(url: string | URL): URL {
  const { location } = globalThis as { location?: { href: string } };
  try {
    const address = new URL(url, location?.href);
    if (address.protocol === 'data:' || address.pathname.endsWith('.json')) return address;
    if (!address.pathname.endsWith('/')) address.pathname += '/';
    return new URL('level.json', address);
  } catch (cause) {
    throw new FrameloomError(
      'invalid-argument',
      `loadLevel: url must be an address, got ${JSON.stringify(url)}. Outside of a page it must be absolute.`,
      { cause },
    );
  }
}
