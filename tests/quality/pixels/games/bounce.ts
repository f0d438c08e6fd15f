import { side } from '@frameloom/scenes/tiny';
import { countIn, findBox } from './find-box.ts';
import type { KnownGame, Place } from './known-game.ts';
import { createTiny } from './tiny.ts';

const color = { paddle: 2, brick: 4, missed: 7 };
const [columns, rows, brickWidth, brickHeight, left, top] = [6, 3, 9, 3, 2, 9];
const bricks = Array.from({ length: columns * rows }, (_, brick) => brick);
const reach = 3;

const findPlayer = (picture: Uint8Array): Place | undefined =>
  findBox(picture, side, { colors: [color.paddle], width: 13, height: 2, pixels: 26 });
/** The frame is of another colour while a ball is missed. */
const isMissed = (picture: Uint8Array): boolean =>
  countIn(picture, side, color.missed, [0, 0, 2, side]) >= side;
const stands = (picture: Uint8Array, brick: number): boolean => {
  const [column, row] = [brick % columns, Math.floor(brick / columns)];
  const place = [
    left + column * (brickWidth + 1),
    top + row * (brickHeight + 1),
    brickWidth,
    brickHeight,
  ] as const;
  return countIn(picture, side, color.brick + row, place) >= 14;
};

/** A ball and a paddle: a miss colours the frame, a broken brick is gone. */
export const bounce: KnownGame = createTiny('bounce', {
  findPlayer,
  isJump(before, after) {
    const [from, to] = [findPlayer(before), findPlayer(after)];
    return from !== undefined && to !== undefined && (Math.abs(to.x - from.x) > reach || to.y !== from.y);
  },
  readAction(before, after) {
    const [from, to] = [findPlayer(before), findPlayer(after)];
    if (!from || !to) return -1;
    return to.x === from.x ? 0 : to.x < from.x ? 1 : 2;
  },
  events: {
    hit: (before, after) => !isMissed(before) && isMissed(after),
    point(before, after) {
      const standing = bricks.filter((brick) => stands(before, brick));
      // A wall that is gone comes back, and may be hit at once.
      return (standing.length > 0 ? standing : bricks).some((brick) => !stands(after, brick));
    },
  },
  opposed: { actions: [1, 2], steps: 1, axis: 'x' },
});
