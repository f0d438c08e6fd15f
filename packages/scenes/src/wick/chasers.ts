import { cellAt, directions, tile } from './maze.ts';
import type { Random } from './random.ts';
import { advance, farness, offset, unitsPerCell } from './space.ts';
import type { Chaser, WickState } from './state.ts';

/** Snuffers in a game: the hunter, the one that cuts off the way, the dreamer, the shy one. */
export const chaserCount = 4;

/** Units within which a snuffer touches the flame. */
const reach = 2;

/** Whether they touch. */
export function touches(chaser: { x: number; y: number }, player: { x: number; y: number }): boolean {
  return farness(chaser, player) <= reach;
}

/** What a snuffer goes by. */
export type Surroundings = {
  tiles: Uint8Array;
  /** Before it moved. */
  player: WickState['player'];
  tick: number;
  /** It was hit by the flame's light, or has just put it out. */
  struck: boolean;
  random: Random;
};

/** Moves one snuffer. At a cell's middle it chooses a way, never back unless there is no other; in between it goes on. */
export function moveChaser(chaser: Chaser, kind: number, surroundings: Surroundings): void {
  const { tick, struck, random } = surroundings;
  if (struck) {
    chaser.dazed = 8;
    return;
  }
  if (chaser.dazed > 0) {
    if (tick === 3 && --chaser.dazed === 0) chaser.heading = random.pick(wakingWays(chaser, surroundings));
    return;
  }
  // Three steps of four; every other one while scared.
  if (chaser.scared ? tick % 2 === 1 : tick === 3) return;
  if (isCentred(chaser)) chaser.heading = choose(chaser, kind, surroundings);
  advance(chaser);
}

const isCentred = ({ x, y }: Chaser): boolean => x % unitsPerCell === 0 && y % unitsPerCell === 0;

function openWays(chaser: Chaser, tiles: Uint8Array): number[] {
  return directions.flatMap(([dx, dy], i) =>
    tiles[cellAt(chaser.x / unitsPerCell + dx, chaser.y / unitsPerCell + dy)] === tile.wall ? [] : [i],
  );
}

function wakingWays(chaser: Chaser, { tiles }: Surroundings): number[] {
  if (chaser.x % unitsPerCell !== 0) return [1, 3];
  if (chaser.y % unitsPerCell !== 0) return [0, 2];
  return openWays(chaser, tiles);
}

function choose(chaser: Chaser, kind: number, { tiles, player, random }: Surroundings): number {
  const back = (chaser.heading + 2) % 4;
  const ways = openWays(chaser, tiles).filter((way) => way !== back);
  if (ways.length === 0) return back;
  if (ways.length === 1) return ways[0]!;
  const { resolve, sign, target } = intent(chaser, kind, player);
  if (random.next() >= resolve) return random.pick(ways);
  const score = (way: number): number => {
    const [dx, dy] = directions[way]!;
    const x = offset(chaser.x + dx * unitsPerCell, target.x);
    const y = offset(chaser.y + dy * unitsPerCell, target.y);
    return sign * (x * x + y * y);
  };
  const best = Math.min(...ways.map(score));
  return random.pick(ways.filter((way) => score(way) === best));
}

/** Where it wants to be, or not to be, and how sure of it it is. */
function intent(
  chaser: Chaser,
  kind: number,
  player: WickState['player'],
): { resolve: number; sign: 1 | -1; target: { x: number; y: number } } {
  if (chaser.scared) return { resolve: 0.7, sign: -1, target: player };
  if (kind === 0) return { resolve: 0.85, sign: 1, target: player };
  if (kind === 1) {
    const [dx, dy] = directions[player.heading]!;
    const ahead = 4 * unitsPerCell;
    return { resolve: 0.8, sign: 1, target: { x: player.x + dx * ahead, y: player.y + dy * ahead } };
  }
  if (kind === 2) return { resolve: 0.3, sign: 1, target: player };
  const isFar = farness(chaser, player) > 7 * unitsPerCell;
  return { resolve: 0.8, sign: isFar ? 1 : -1, target: player };
}
