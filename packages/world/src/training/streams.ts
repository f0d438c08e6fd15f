/** Where each of the games that are learned from at the same time is. */
export type Streams = {
  /**
   * The next step of all: four numbers each for deal.wgsl.
   *
   * @param length From one true picture to the next, on average.
   * @param spoiled Part of the first pictures that are spoiled, and a sixth of it of later ones.
   */
  deal(length: number, spoiled: number): Uint32Array<ArrayBuffer>;
  /** What was done in the dealt step, by stream. */
  readonly actions: Uint8Array;
};

/** Bits of the third number. */
export const flags = { fresh: 1, told: 2 } as const;

/** An episode: its first picture among all, and what was done after each. */
export type Told = { start: number; actions: Uint8Array };

/** A stream begins at a random picture and goes on for up to `longest` steps. */
export function createStreams(
  episodes: readonly Told[],
  count: number,
  { longest, random }: { longest: number; random: () => number },
): Streams {
  const below = (most: number): number => Math.floor(random() * most);
  const streams = Array.from({ length: count }, () => ({ episode: episodes[0]!, at: 0, left: 0 }));
  const actions = new Uint8Array(count);
  return {
    actions,
    deal(length, spoiled) {
      const words = new Uint32Array(4 * count);
      for (const [i, stream] of streams.entries()) {
        const isFresh = stream.left <= 0 || stream.at >= stream.episode.actions.length;
        if (isFresh) {
          stream.episode = episodes[below(episodes.length)]!;
          stream.at = 1 + below(stream.episode.actions.length - 1);
          stream.left = 1 + below(longest);
        }
        const isTold = random() < 1 / length;
        const isSpoiled = random() < (isFresh ? spoiled : spoiled / 6);
        actions[i] = stream.episode.actions[stream.at]!;
        words.set(
          [
            stream.episode.start + stream.at,
            Number(isFresh) * flags.fresh + Number(isTold) * flags.told,
            isSpoiled ? 1 + below(4) : 0,
          ],
          4 * i,
        );
        stream.at++;
        stream.left--;
      }
      return words;
    },
  };
}
