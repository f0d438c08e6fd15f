import { vi } from 'vitest';

/** An entry of a cache, as it may be damaged. */
export type Kept = { bytes: Uint8Array<ArrayBuffer>; headers: Record<string, string> };

/** The part of the Cache API that is used, over a Map by address. */
export function fakeCaches(): Map<string, Kept> {
  const kept = new Map<string, Kept>();
  const hrefOf = (request: URL | string): string => String(request);
  const cache = {
    match: async (request: URL | string) => {
      const entry = kept.get(hrefOf(request));
      return entry && new Response(entry.bytes, { headers: entry.headers });
    },
    put: async (request: URL | string, response: Response) => {
      const headers = Object.fromEntries(response.headers);
      kept.set(hrefOf(request), { bytes: new Uint8Array(await response.arrayBuffer()), headers });
    },
    delete: async (request: URL | string) => kept.delete(hrefOf(request)),
    keys: async (request: URL | string) =>
      [...kept.keys()]
        .filter((key) => key.split('?')[0] === hrefOf(request).split('?')[0])
        .map((url) => ({ url })),
  };
  vi.stubGlobal('caches', { open: async () => cache });
  return kept;
}
