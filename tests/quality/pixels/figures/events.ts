import type { EventReader } from '../games/index.ts';
import { lengthOf, ownPicture, pictureOf, type Played } from '../played.ts';

/** Events that were read from predictions beside those of the real game. Shares; null where there are none to find. */
export type EventFigures = {
  f1: number | null;
  recall: number | null;
  precision: number | null;
  /** Events of the real game, and of the predictions. */
  real: number;
  made: number;
  phantomPer1000: number;
};

/** Steps that an event may come too early or too late. */
const tolerance = 3;

/** Compares the events of the first `steps` own predictions. */
export function measureEvents(
  read: EventReader,
  list: readonly Played[],
  steps: number = Number.POSITIVE_INFINITY,
): EventFigures {
  let [real, made, found, all] = [0, 0, 0, 0];
  for (const played of list) {
    const count = Math.min(steps, lengthOf(played) - 1 - played.told);
    const truth = eventsOf(
      read,
      (at) => pictureOf(played.truth.frames, at, played.pixels),
      played.told,
      count,
    );
    const own = eventsOf(read, (at) => ownPicture(played, at), played.told, count);
    real += truth.length;
    made += own.length;
    found += pairs(truth, own);
    all += count;
  }
  const [recall, precision] = [real, made].map((number) => (number > 0 ? found / number : null));
  return {
    f1: real + made > 0 ? (2 * found) / (real + made) : null,
    recall: recall!,
    precision: precision!,
    real,
    made,
    phantomPer1000: (1000 * (made - found)) / all,
  };
}

function eventsOf(
  read: EventReader,
  picture: (at: number) => Uint8Array,
  first: number,
  count: number,
): number[] {
  return Array.from({ length: count }, (_, i) => first + i).filter((at) =>
    read(picture(at), picture(at + 1)),
  );
}

/** How many events of two lists in order belong together; none twice. */
export function pairs(truth: readonly number[], made: readonly number[]): number {
  let [i, j, count] = [0, 0, 0];
  while (i < truth.length && j < made.length) {
    const apart = made[j]! - truth[i]!;
    if (Math.abs(apart) <= tolerance) [i, j, count] = [i + 1, j + 1, count + 1];
    else if (apart < 0) j++;
    else i++;
  }
  return count;
}
