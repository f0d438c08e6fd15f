import { FrameloomError, type Gpu, type ResourcePool } from '@frameloom/gpu';
import { pagePositions, type KvPages } from './kv-pages.ts';
import { createPrefixes } from './prefixes.ts';

/** One text in the cache: its tokens, and the pages that hold their keys and values. */
export interface Sequence {
  /** Tokens that are known here; further ones may be on the GPU. */
  readonly tokens: number[];
  /** Tokens whose keys and values another text left in the cache. */
  readonly shared: number;
  /** u32: the token of each position. */
  readonly ids: GPUBuffer;
  /** u32: pages by position / 64. */
  readonly pages: GPUBuffer;
  /** Takes pages for positions below this. Throws `out-of-memory`, `device-lost`. */
  extend(positions: number): Promise<void>;
  /**
   * Ends it. What was `computed` stays in the cache, for texts that begin alike, until pages run out.
   *
   * @param computed Positions whose keys and values are in the cache and belong to `tokens`.
   */
  close(computed: number): void;
}

/** The texts of a model in its pages. */
export interface Sequences {
  /** Begins a text with tokens, at least one of which is left to compute. Throws `device-lost`, `out-of-memory`. */
  open(tokens: readonly number[]): Promise<Sequence>;
  /** Gives back what ended texts left. */
  forget(): void;
}

/** Makes the book of texts. */
export function createSequences(gpu: Gpu, pool: ResourcePool, pages: KvPages, maxContext: number): Sequences {
  const prefixes = createPrefixes(pages);
  const spare: { ids: GPUBuffer; table: GPUBuffer }[] = [];
  const tableLength = Math.ceil(maxContext / pagePositions);

  function takeBuffers(): { ids: GPUBuffer; table: GPUBuffer } {
    const found = spare.pop();
    if (found) return found;
    const { STORAGE, COPY_DST, COPY_SRC } = GPUBufferUsage;
    const make = (label: string, words: number): GPUBuffer =>
      pool.buffer({ label, size: 4 * words, usage: STORAGE | COPY_DST | COPY_SRC });
    // A look-up of rows must find its last number inside.
    return { ids: make('ids', maxContext + 64), table: make('pages', tableLength) };
  }

  async function takePage(): Promise<number> {
    for (;;) {
      if (pages.free === 0) await pages.reserve(1);
      const page = pages.take();
      if (page !== undefined) return page;
      if (prefixes.dropOldest()) continue;
      throw new FrameloomError(
        'out-of-memory',
        `text: all ${pages.limit} pages of the cache are in use. Wait for other texts to end, or load the model with a larger maxContext.`,
      );
    }
  }

  return {
    forget: () => prefixes.clear(),
    async open(tokens) {
      const found = prefixes.find(tokens);
      const held = [...found.pages];
      const buffers = takeBuffers();
      const { device } = gpu;
      const writeTable = (): void => device.queue.writeBuffer(buffers.table, 0, Uint32Array.from(held));
      device.queue.writeBuffer(buffers.ids, 0, Uint32Array.from(tokens));
      const own = [...tokens];
      let isClosed = false;
      const sequence: Sequence = {
        tokens: own,
        shared: found.length,
        ids: buffers.ids,
        pages: buffers.table,
        async extend(positions) {
          const wanted = Math.ceil(positions / pagePositions);
          if (held.length >= wanted) return;
          while (held.length < wanted) held.push(await takePage());
          writeTable();
        },
        close(computed) {
          if (isClosed) return;
          isClosed = true;
          prefixes.keep(own.slice(0, computed), held);
          spare.push(buffers);
        },
      };
      try {
        await shareLastPage();
        writeTable();
        return sequence;
      } catch (error) {
        sequence.close(0);
        throw error;
      }

      // Positions of a page that was not full are overwritten by whoever goes on: in a copy.
      async function shareLastPage(): Promise<void> {
        if (found.length % pagePositions === 0 || held.length === 0) return;
        const copy = await takePage();
        const original = held.at(-1)!;
        pages.copy(original, copy);
        pages.give(original);
        held[held.length - 1] = copy;
      }
    },
  };
}
