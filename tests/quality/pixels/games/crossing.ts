import { side } from '@frameloom/scenes/tiny';
import { countIn, findBox } from './find-box.ts';
import type { KnownGame, Place } from './known-game.ts';
import { createTiny } from './tiny.ts';

const color = { full: 4, frog: 5 };
const [cell, hop, homes] = [8, 4, [0, 16, 40, 56]];
/** Where the frog is sent back to. */
const start = { x: 32, y: 56 };

const findPlayer = (picture: Uint8Array): Place | undefined => {
  const box = findBox(picture, side, { colors: [color.frog], width: 6, height: 6, pixels: 34 });
  return box && { x: box.x - 1, y: box.y - 1 };
};
const isStart = ({ x, y }: Place): boolean => x === start.x && y === start.y;
const distance = (a: Place, b: Place): number => Math.abs(a.x - b.x) + Math.abs(a.y - b.y);
const isFull = (picture: Uint8Array, left: number): boolean =>
  countIn(picture, side, color.full, [left + 1, 1, 6, 6]) >= 18;

/** A frog that hops: a car hits it where it is at its start again and was not about to arrive at the top. */
export const crossing: KnownGame = createTiny('crossing', {
  findPlayer,
  isJump(before, after) {
    const [from, to] = [findPlayer(before), findPlayer(after)];
    return from !== undefined && to !== undefined && distance(from, to) > hop && !isStart(to);
  },
  readAction(before, after) {
    const from = findPlayer(before);
    if (!from) return -1;
    // Between the two steps of a hop nothing can be done.
    if (from.x % cell !== 0 || from.y % cell !== 0) return undefined;
    const to = findPlayer(after);
    if (!to) return -1;
    const [dx, dy] = [to.x - from.x, to.y - from.y];
    if (distance(from, to) === 0) return 0;
    if (distance(from, to) === hop && (dx === 0 || dy === 0)) return dy < 0 ? 1 : dy > 0 ? 2 : dx < 0 ? 3 : 4;
    return isStart(to) ? undefined : -1;
  },
  events: {
    hit(before, after) {
      const [from, to] = [findPlayer(before), findPlayer(after)];
      return (
        from !== undefined && to !== undefined && isStart(to) && distance(from, to) > hop && from.y > hop
      );
    },
    point: (before, after) => homes.some((left) => !isFull(before, left) && isFull(after, left)),
  },
  opposed: { actions: [3, 4], steps: 2, axis: 'x' },
});
