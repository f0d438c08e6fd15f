import type { KnownGame } from '../games/index.ts';
import { lengthOf, ownPicture, pictureOf, type Played } from '../played.ts';

/** What the player does in own predictions; null where the game's pictures do not tell. */
export type PlayerFigures = {
  jumpsPer1000: number | null;
  /** Pictures in which no player is found, or two, of the predictions and of the real game. */
  lostPer1000: number | null;
  lostInTruthPer1000: number | null;
};

/** Follows the player through own predictions. */
export function measurePlayer({ findPlayer, isJump }: KnownGame, list: readonly Played[]): PlayerFigures {
  if (!findPlayer || !isJump) return { jumpsPer1000: null, lostPer1000: null, lostInTruthPer1000: null };
  let [jumps, lost, lostInTruth, all] = [0, 0, 0, 0];
  for (const played of list) {
    for (let at = played.told; at + 1 < lengthOf(played); at++) {
      const [before, after] = [ownPicture(played, at), ownPicture(played, at + 1)];
      const truth = pictureOf(played.truth.frames, at + 1, played.pixels);
      all++;
      jumps += Number(isJump(before, after));
      lost += Number(!findPlayer(after));
      lostInTruth += Number(!findPlayer(truth));
    }
  }
  const per1000 = (count: number): number => (1000 * count) / all;
  return {
    jumpsPer1000: per1000(jumps),
    lostPer1000: per1000(lost),
    lostInTruthPer1000: per1000(lostInTruth),
  };
}

/** How often pictures show the action that was given, where they can: of the predictions, of the real game, and one by the other. */
export type ActionFigures = { agreement: number | null; own: number | null; real: number | null };

/** Reads actions from own predictions. */
export function measureActions({ readAction }: KnownGame, list: readonly Played[]): ActionFigures {
  if (!readAction) return { agreement: null, own: null, real: null };
  const share = (picture: (played: Played, at: number) => Uint8Array): number => {
    let [right, all] = [0, 0];
    for (const played of list) {
      for (let at = played.told; at + 1 < lengthOf(played); at++) {
        const action = readAction(picture(played, at), picture(played, at + 1));
        if (action === undefined) continue;
        all++;
        right += Number(action === played.truth.actions[at]);
      }
    }
    return all > 0 ? right / all : 0;
  };
  const own = share(ownPicture);
  const real = share(({ truth, pixels }, at) => pictureOf(truth.frames, at, pixels));
  return { agreement: real > 0 ? own / real : null, own, real };
}
