import { FrameloomError } from '../errors.ts';
import { parseJson, type JsonLimits, type JsonObject } from './json.ts';
import { loadBytes } from './load-bytes.ts';
import type { FileSet } from './model-file/types.ts';
import type { FileOptions } from './options.ts';

/** The files of a model, wherever they lie. */
export type ModelFolder = {
  /** Names it in errors. */
  readonly label: string;
  /** A small file; undefined where there is none, unless it is `needed`. Throws `load-failed`, `aborted`. */
  load(name: string, maxBytes: number, needed?: 'needed'): Promise<Uint8Array | undefined>;
};

/** JSON files of models: a tokenizer has a million values, and any text as a name. */
export const jsonLimits: JsonLimits = { bytes: 64 << 20, depth: 16, values: 8_000_000, names: 'any' };

/** Files at an address that ends with a slash. */
export function addressFolder(url: URL, options: FileOptions): ModelFolder {
  const { signal } = options;
  return {
    label: url.pathname.split('/').at(-2) || url.host,
    async load(name, maxBytes, needed) {
      try {
        return await loadBytes(new URL(name, url), { ...options, maxBytes });
      } catch (error) {
        // Which files there are is only found out by asking; a mistake in the address shows with the first that must be there.
        if (needed || signal?.aborted || !(error instanceof FrameloomError) || error.code !== 'load-failed')
          throw error;
        return undefined;
      }
    },
  };
}

/** Files of a dropped folder, of which the one with the file `marker` counts. */
export function fileFolder(set: FileSet, marker: string = 'config.json'): ModelFolder {
  const home = [...set.keys()].find((path) => baseName(path) === marker) ?? '';
  const folder = home.slice(0, home.length - baseName(home).length);
  return {
    label: folder.split('/').at(-2) ?? 'the folder',
    async load(name, maxBytes) {
      const file = set.get(folder + name);
      if (!file) return undefined;
      if (file.size > maxBytes) {
        throw new FrameloomError(
          'load-failed',
          `${name}: has ${file.size} bytes, the most that is read is ${maxBytes}.`,
        );
      }
      return new Uint8Array(await file.arrayBuffer());
    },
  };
}

/** A JSON file of a model; undefined where there is none. */
export async function loadJson(
  folder: ModelFolder,
  name: string,
  needed?: 'needed',
): Promise<JsonObject | undefined> {
  const bytes = await folder.load(name, jsonLimits.bytes, needed);
  return bytes && parseJson(`${folder.label}: ${name}`, bytes, jsonLimits);
}

/** A JSON file that must be there. Throws `load-failed`. */
export async function requireJson(folder: ModelFolder, name: string): Promise<JsonObject> {
  const json = await loadJson(folder, name, 'needed');
  if (json) return json;
  throw new FrameloomError(
    'load-failed',
    `${folder.label}: has no ${name}. Give the whole folder of a model.`,
  );
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
