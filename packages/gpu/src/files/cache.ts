/** Files kept between visits. It never fails: what can't be kept is not found later. */
export type FileCache = {
  read(url: URL, tag: string): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** Replaces what was kept for `url`, whatever its tag. */
  write(url: URL, tag: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
};

/** Opens a cache of the Cache API; one that keeps nothing where there is none, or for files that are not from the web. */
export async function openCache(name: string, url: URL): Promise<FileCache> {
  const cache = url.protocol.startsWith('http')
    ? await globalThis.caches?.open(name).catch(() => undefined)
    : undefined;
  return {
    async read(url, tag) {
      try {
        const response = await cache?.match(address(url, tag));
        return response && new Uint8Array(await response.arrayBuffer());
      } catch {
        return undefined;
      }
    },
    async write(url, tag, bytes) {
      try {
        await cache?.delete(url, { ignoreSearch: true });
        await cache?.put(address(url, tag), new Response(bytes));
      } catch {
        // Full, or closed to this page: the next visit loads again.
      }
    },
  };
}

/** A cache compares addresses without their fragment, so the tag goes into the query. */
function address(url: URL, tag: string): URL {
  const tagged = new URL(url);
  tagged.searchParams.set('frameloom', tag);
  return tagged;
}
