/** Blocks of one version of a file, kept between visits. It never fails: what can't be kept is not found later. */
export interface BlockCache {
  /** A block as it was kept, or undefined where there is none or it is damaged. */
  get(n: number): Promise<KeptBlock | undefined>;
  /** Keeps a whole block. `size` is that of the file, where known. */
  put(n: number, bytes: Uint8Array<ArrayBuffer>, size: number | undefined): Promise<void>;
  /** Drops all blocks of the file, of every version. */
  clear(): Promise<void>;
}

export type KeptBlock = { bytes: Uint8Array<ArrayBuffer>; size: number | undefined };

const digestHeader = 'frameloom-sha256';
const sizeHeader = 'frameloom-size';

/**
 * Opens the blocks of a file in the Cache API, which pages and workers have everywhere. Each block is an entry with its own
 * SHA-256: a download that was stopped leaves whole blocks to go on from, and one that was damaged is loaded again.
 *
 * @param version SHA-256 or ETag; blocks of other versions are dropped with the first block that is kept.
 * @returns Undefined where there is no such cache (Node, private windows), or for files that are not from the web.
 */
export async function openBlockCache(
  name: string | false,
  url: URL,
  version: string,
): Promise<BlockCache | undefined> {
  const { caches, crypto } = globalThis;
  if (name === false || !caches || !crypto?.subtle || !url.protocol.startsWith('http')) return undefined;
  const cache = await caches.open(name).catch(() => undefined);
  if (!cache) return undefined;
  const { subtle } = crypto;
  let isClean = false;

  async function drop(isOld: (key: URL) => boolean): Promise<void> {
    for (const { url: key } of await cache!.keys(url, { ignoreSearch: true })) {
      const address = new URL(key);
      const isOurs = address.searchParams.has('frameloom') && isSameFile(address, url);
      if (isOurs && isOld(address)) await cache!.delete(key);
    }
  }

  return {
    async get(n) {
      try {
        const response = await cache.match(addressOf(url, version, n));
        if (!response) return undefined;
        const bytes = new Uint8Array(await response.arrayBuffer());
        if ((await hexDigest(subtle, bytes)) !== response.headers.get(digestHeader)) return undefined;
        const size = response.headers.get(sizeHeader);
        return { bytes, size: size ? Number(size) : undefined };
      } catch {
        return undefined;
      }
    },
    async put(n, bytes, size) {
      try {
        if (!isClean) await drop((key) => key.searchParams.get('frameloom') !== version);
        isClean = true;
        const headers = { [digestHeader]: await hexDigest(subtle, bytes), [sizeHeader]: String(size ?? '') };
        await cache.put(addressOf(url, version, n), new Response(bytes, { headers }));
      } catch {
        // Full, or closed to this page: the next visit loads again.
      }
    },
    async clear() {
      await drop(() => true).catch(() => {});
    },
  };
}

/** A cache compares addresses without their fragment, so version and number go into the query. */
function addressOf(url: URL, version: string, n: number): string {
  const address = new URL(url);
  address.searchParams.set('frameloom', version);
  address.searchParams.set('block', String(n));
  return address.href;
}

function isSameFile(key: URL, url: URL): boolean {
  const plain = new URL(key);
  plain.searchParams.delete('frameloom');
  plain.searchParams.delete('block');
  const wanted = new URL(url);
  wanted.hash = '';
  // Through the same encoder, so that only what differs differs.
  wanted.searchParams.delete('frameloom');
  return plain.href === wanted.href;
}

async function hexDigest(subtle: SubtleCrypto, bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
