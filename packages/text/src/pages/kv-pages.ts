import { createPool, type Gpu } from '@frameloom/gpu';
import { createKvCache, type KvCache, type Precision } from '@frameloom/nn';
import type { TextShape } from '../model/shape.ts';
import { createPageBook, type PageBook } from './page-book.ts';

/** Positions of a page. */
export const pagePositions = 64;

/** The pages of keys and values that all texts of a model share; it grows when more are asked for. */
export interface KvPages extends Pick<PageBook, 'share' | 'give'> {
  /** Another one after it grew. */
  readonly cache: KvCache;
  /** Pages that there can be. */
  readonly limit: number;
  /** Pages that nobody holds, before it grows. */
  readonly free: number;
  /** Takes a page; undefined where none is free: wait for {@link KvPages.reserve} first. */
  take(): number | undefined;
  /** Grows until this many pages are free, as far as the limit allows. Throws `device-lost`, `unsupported`. */
  reserve(count: number): Promise<void>;
  /** Copies what a page holds. */
  copy(from: number, to: number): void;
  dispose(): void;
}

/** What the pages are made for. */
export type KvPagesOptions = { shape: TextShape; precision: Precision | undefined; limit: number };

const firstPages = 8;

/**
 * Makes the pages of a model: 512 positions at first, twice as many each time they run out.
 *
 * @throws FrameloomError `unsupported`, `compilation`, `device-lost`.
 */
export async function createKvPages(gpu: Gpu, options: KvPagesOptions): Promise<KvPages> {
  const { limit } = options;
  const book = createPageBook();
  const copyPage = createPageCopier(gpu);
  let capacity = Math.min(firstPages, limit);
  let cache = await makeCache(gpu, options, capacity);
  let growing: Promise<void> = Promise.resolve();
  let isDisposed = false;

  async function grow(wanted: number): Promise<void> {
    const missing = wanted - book.free(capacity);
    if (missing <= 0 || capacity >= limit) return;
    const next = Math.min(limit, Math.max(2 * capacity, capacity + missing));
    const larger = await makeCache(gpu, options, next);
    if (isDisposed) return larger.dispose();
    const encoder = gpu.device.createCommandEncoder({ label: 'text/kv-cache grows' });
    cache.layers.forEach(({ keys, values }, i) => {
      encoder.copyBufferToBuffer(keys, 0, larger.layers[i]!.keys, 0, keys.size);
      encoder.copyBufferToBuffer(values, 0, larger.layers[i]!.values, 0, values.size);
    });
    gpu.device.queue.submit([encoder.finish()]);
    cache.dispose();
    [cache, capacity] = [larger, next];
  }

  return {
    limit,
    share: book.share,
    give: book.give,
    get cache() {
      return cache;
    },
    get free() {
      return book.free(capacity);
    },
    take: () => book.take(capacity),
    reserve(count) {
      growing = growing.then(() => grow(count));
      return growing;
    },
    copy: (from, to) => copyPage.copy(cache, capacity, { from, to }),
    dispose() {
      isDisposed = true;
      cache.dispose();
      copyPage.dispose();
    },
  };
}

function makeCache(gpu: Gpu, { shape, precision }: KvPagesOptions, pages: number): Promise<KvCache> {
  const { layers, kvHeads, headColumns } = shape;
  return createKvCache(gpu, { label: 'text/kv-cache', precision, layers, kvHeads, headColumns, pages });
}

type PageCopier = {
  copy(cache: KvCache, capacity: number, pages: { from: number; to: number }): void;
  dispose(): void;
};

/** Copies pages by way of a buffer between, since a buffer can't be copied to itself. */
function createPageCopier(gpu: Gpu): PageCopier {
  const pool = createPool(gpu, 'text');
  let between: GPUBuffer | undefined;
  return {
    copy(cache, capacity, { from, to }) {
      const bytes = cache.layers[0]!.keys.size / capacity;
      const { COPY_SRC, COPY_DST } = GPUBufferUsage;
      between ??= pool.buffer({ label: 'page', size: bytes, usage: COPY_SRC | COPY_DST });
      const encoder = gpu.device.createCommandEncoder({ label: 'text/kv-cache copy' });
      for (const { keys, values } of cache.layers) {
        for (const buffer of [keys, values]) {
          encoder.copyBufferToBuffer(buffer, from * bytes, between, 0, bytes);
          encoder.copyBufferToBuffer(between, 0, buffer, to * bytes, bytes);
        }
      }
      gpu.device.queue.submit([encoder.finish()]);
    },
    dispose: () => pool.dispose(),
  };
}
