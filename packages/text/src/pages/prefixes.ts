import { pagePositions, type KvPages } from './kv-pages.ts';

/** What ended texts left in the cache, by their tokens. */
export interface Prefixes {
  /**
   * The longest beginning of `tokens` that is there, the last token aside; its pages get one more holder.
   */
  find(tokens: readonly number[]): { length: number; pages: readonly number[] };
  /** Takes over pages: those of `tokens` are kept, the others given back. */
  keep(tokens: readonly number[], pages: readonly number[]): void;
  /** Gives back what was not of use for longest; false where there is nothing. */
  dropOldest(): boolean;
  clear(): void;
}

type Kept = { tokens: readonly number[]; pages: readonly number[] };

const mostKept = 16;

/** Makes an empty store. */
export function createPrefixes(pool: Pick<KvPages, 'share' | 'give'>): Prefixes {
  let kept: Kept[] = [];
  const give = ({ pages }: { pages: readonly number[] }): void => pages.forEach((page) => pool.give(page));
  return {
    find(tokens) {
      let best: Kept | undefined;
      let length = 0;
      for (const one of kept) {
        const common = Math.min(commonLength(one.tokens, tokens), tokens.length - 1);
        if (common > length) [best, length] = [one, common];
      }
      if (!best) return { length: 0, pages: [] };
      kept = [...kept.filter((one) => one !== best), best];
      const pages = best.pages.slice(0, Math.ceil(length / pagePositions));
      for (const page of pages) pool.share(page);
      return { length, pages };
    },
    keep(tokens, pages) {
      const count = Math.ceil(tokens.length / pagePositions);
      give({ pages: pages.slice(count) });
      const one = { tokens: [...tokens], pages: pages.slice(0, count) };
      if (tokens.length === 0) return;
      // What begins another text that is kept, or is begun by it, is of no use beside it.
      const isWithin = (inner: Kept, outer: Kept): boolean =>
        commonLength(inner.tokens, outer.tokens) === inner.tokens.length;
      const covering = kept.find((other) => isWithin(one, other));
      if (covering) return give(one);
      const covered = kept.filter((other) => isWithin(other, one));
      kept = [...kept.filter((other) => !covered.includes(other)), one];
      covered.forEach(give);
      while (kept.length > mostKept) give(kept.shift()!);
    },
    dropOldest() {
      const oldest = kept.shift();
      if (oldest) give(oldest);
      return oldest !== undefined;
    },
    clear() {
      kept.forEach(give);
      kept = [];
    },
  };
}

function commonLength(a: readonly number[], b: readonly number[]): number {
  const most = Math.min(a.length, b.length);
  let length = 0;
  while (length < most && a[length] === b[length]) length++;
  return length;
}
