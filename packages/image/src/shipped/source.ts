import { FrameloomError, show } from '@frameloom/gpu';
import { loadBytes, type FileOptions, type FileSet } from '@frameloom/gpu/files';

/**
 * The name of a model that comes with this package, for 32×32 sprites: `'tiles'` for `loadImageModel`, `'tiles-vae'` for `loadVae`,
 * `'tiles-gan'` for `loadGan`. Their recipes and figures: `models/image` of the repository.
 */
export type ShippedImageModel = 'tiles' | 'tiles-vae' | 'tiles-gan';

/** Bytes of a file at most. */
const mostBytes = 64 << 20;

/** A module for each, so that a program holds only what it asks for. */
const shipped: Readonly<Record<ShippedImageModel, () => Promise<Readonly<Record<string, URL>>>>> = {
  tiles: async () => (await import('./tiles.ts')).tiles,
  'tiles-vae': async () => (await import('./tiles-vae.ts')).tilesVae,
  'tiles-gan': async () => (await import('./tiles-gan.ts')).tilesGan,
};

/**
 * Where the files of a model lie: an address with a slash at its end, or the files themselves.
 *
 * @param name What ships under a name that the caller can load.
 * @param wanted Whether a file of it is needed. Default: all are.
 * @throws FrameloomError `invalid-argument`, `load-failed`, `aborted`.
 */
export async function resolveSource(
  where: string,
  source: unknown,
  name: ShippedImageModel,
  options: FileOptions,
  wanted: (path: string) => boolean = () => true,
): Promise<URL | FileSet> {
  if (source !== name) return readAddress(where, source, name);
  const files = Object.entries(await shipped[name]()).filter(([path]) => wanted(path));
  const { signal } = options;
  const loaded = files.map(async ([path, url]) => {
    const bytes = await loadBytes(url, { maxBytes: mostBytes, ...(signal && { signal }) });
    return [`${name}/${path}`, new Blob([bytes])] as const;
  });
  return new Map(await Promise.all(loaded));
}

function readAddress(where: string, source: unknown, name: string): URL | FileSet {
  if (source instanceof Map) return source as FileSet;
  const { location } = globalThis as { location?: { href: string } };
  if (typeof source === 'string' || source instanceof URL) {
    try {
      const address = new URL(source, location?.href);
      if (!address.pathname.endsWith('/')) address.pathname += '/';
      return address;
    } catch {
      // Told below.
    }
  }
  throw new FrameloomError(
    'invalid-argument',
    `${where}: source must be '${name}', an address or a Map of files, got ${show(source)}. Outside of a page it must be absolute.`,
  );
}
