import { side } from '@frameloom/scenes/tiny';
import { countIn, findBox } from './find-box.ts';
import type { KnownGame, Place } from './known-game.ts';
import { createTiny } from './tiny.ts';

const color = { ship: 1, flame: 2, crash: 3 };
const ship = { x: 14, width: 6, height: 3, pixels: 18 };
const fastest = 2;

const findPlayer = (picture: Uint8Array): Place | undefined =>
  findBox(picture, side, { ...ship, colors: [color.ship, color.crash] });
const count = (picture: Uint8Array, one: number): number => countIn(picture, side, one, [0, 0, side, side]);
const isCrashed = (picture: Uint8Array): boolean => count(picture, color.crash) >= 9;

/** A ship in a cave: a crash colours it, a flame shows that the key is held. */
export const cave: KnownGame = createTiny('cave', {
  findPlayer,
  isJump(before, after) {
    const [from, to] = [findPlayer(before), findPlayer(after)];
    if (!from || !to) return false;
    // After a crash it is in the middle again.
    return to.x !== from.x || (Math.abs(to.y - from.y) > fastest && !isCrashed(before));
  },
  readAction: (_, after) => (findPlayer(after) ? Number(count(after, color.flame) >= 2) : -1),
  events: { hit: (before, after) => !isCrashed(before) && isCrashed(after) },
  opposed: { actions: [1, 0], steps: 4, axis: 'y' },
});
