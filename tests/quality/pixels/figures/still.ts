import type { KnownGame } from '../games/index.ts';
import { lengthOf, ownPicture, pictureOf, type Played } from '../played.ts';

/** What happens while nobody does anything. Shares of pixels and of steps; null where no player can be read. */
export type StillFigures = {
  steps: number;
  /** Pixels that change in a step, in the predictions and in the real game, over the last hundred steps. */
  changed: number;
  changedInTruth: number;
  /** Pixels that differ from the true picture at the end. */
  differs: number;
  /** Steps at which the player is where it is in the real game. */
  playerInPlace: number | null;
};

/** Games in which nobody did anything. */
export function measureStill({ findPlayer }: KnownGame, list: readonly Played[]): StillFigures {
  const last = 100;
  let [inPlace, all, changed, changedInTruth, counted, differs] = [0, 0, 0, 0, 0, 0];
  for (const played of list) {
    const { told, pixels } = played;
    const end = lengthOf(played) - 1;
    for (let at = told + 1; at <= end; at++) {
      const [own, real] = [ownPicture(played, at), pictureOf(played.truth.frames, at, pixels)];
      if (at > end - last) {
        changed += differing(ownPicture(played, at - 1), own);
        changedInTruth += differing(pictureOf(played.truth.frames, at - 1, pixels), real);
        counted += pixels;
      }
      all++;
      const [mine, truth] = [own, real].map((picture) => findPlayer?.(picture));
      inPlace += Number(mine !== undefined && mine.x === truth?.x && mine.y === truth.y);
    }
    differs += differing(ownPicture(played, end), pictureOf(played.truth.frames, end, pixels)) / pixels;
  }
  return {
    steps: all / list.length,
    changed: changed / counted,
    changedInTruth: changedInTruth / counted,
    differs: differs / list.length,
    playerInPlace: findPlayer ? inPlace / all : null,
  };
}

function differing(a: Uint8Array, b: Uint8Array): number {
  let count = 0;
  for (let i = 0; i < a.length; i++) count += Number(a[i] !== b[i]);
  return count;
}
