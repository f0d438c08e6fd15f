import { FrameloomError } from '@frameloom/gpu';

/** Which pages are held, and by how many. */
export type PageBook = {
  /** Pages below `capacity` that nobody holds. */
  free(capacity: number): number;
  /** Takes one of them; undefined where there is none. */
  take(capacity: number): number | undefined;
  /** One more holder of a page. */
  share(page: number): void;
  /** A holder less; the last one gives it back. */
  give(page: number): void;
};

/** Makes a book of which no page is held. */
export function createPageBook(): PageBook {
  const holders: number[] = [];
  return {
    free: (capacity) => capacity - holders.filter((count) => count > 0).length,
    take(capacity) {
      for (let page = 0; page < capacity; page++) {
        if ((holders[page] ?? 0) > 0) continue;
        holders[page] = 1;
        return page;
      }
      return undefined;
    },
    share(page) {
      holders[page] = (holders[page] ?? 0) + 1;
    },
    give(page) {
      const count = holders[page] ?? 0;
      if (count < 1) throw new FrameloomError('invalid-argument', `text: page ${page} was given back twice.`);
      holders[page] = count - 1;
    },
  };
}
