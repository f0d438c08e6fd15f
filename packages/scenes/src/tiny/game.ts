import type { Random } from '../kit/prng.ts';

/** Side of the square picture of every game, pixels. */
export const side = 64;

/** Steps a second that the games are meant for. */
export const stepsPerSecond = 15;

/** A game under way. Whatever matters for its next picture can be seen in the last two. */
export interface Play {
  /** One step. `action` is an index into {@link TinyGame.actions}. */
  step(action: number): void;
  /** Writes numbers of colours, `side * side` of them, row by row. */
  draw(into: Uint8Array): void;
  /** What was reached so far: bricks, homes, or hundreds of pixels, less what mishaps take. */
  readonly points: number;
  /** What a player does who is right in `skill` of the cases, 0 to 1. */
  advise(random: Random, skill: number): number;
}

/** A game that is small enough to be learned on a processor. */
export interface TinyGame {
  readonly name: TinyGameName;
  readonly title: string;
  /** What happens in it, one sentence. */
  readonly about: string;
  /** The first is doing nothing. */
  readonly actions: readonly string[];
  readonly palette: readonly (readonly [red: number, green: number, blue: number])[];
  start(random: Random): Play;
}

/** Names of the games. */
export type TinyGameName = 'bounce' | 'crossing' | 'cave';

/** Fills a rectangle of numbers of colours; what is outside the picture is cut off. */
export function fill(
  into: Uint8Array,
  color: number,
  [left, top, width, height]: readonly [number, number, number, number],
): void {
  const right = Math.min(side, left + width);
  for (let y = Math.max(0, top); y < Math.min(side, top + height); y++)
    if (right > left) into.fill(color, y * side + Math.max(0, left), y * side + right);
}
