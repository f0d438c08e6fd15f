import type { Random } from './random.ts';

/** Cells of a maze's side. Its edges meet: who leaves on the right comes in on the left. */
export const mazeSize = 24;

/** What a cell holds. */
export const tile = { wall: 0, floor: 1, ember: 2, lantern: 3 } as const;

/** Up, right, down, left: steps in cells, y down. */
export const directions: readonly (readonly [number, number])[] = [
  [0, -1],
  [1, 0],
  [0, 1],
  [-1, 0],
];

/** Index of a cell; coordinates beyond the edge come in on the other side. */
export function cellAt(x: number, y: number): number {
  const wrap = (value: number): number => ((value % mazeSize) + mazeSize) % mazeSize;
  return wrap(y) * mazeSize + wrap(x);
}

const lanterns = 7;

/**
 * Makes a maze: rooms on even cells joined by a random tree, then most dead ends opened and a few walls taken out, so
 * that who is chased can run in circles. Embers everywhere, lanterns in a few rooms.
 */
export function createMaze(random: Random): Uint8Array {
  const tiles = new Uint8Array(mazeSize * mazeSize);
  const isOpen = (x: number, y: number): boolean => tiles[cellAt(x, y)] !== tile.wall;
  const rooms = mazeSize / 2;
  tiles[cellAt(0, 0)] = tile.ember;
  const path: [number, number][] = [[0, 0]];
  while (path.length > 0) {
    const [x, y] = path.at(-1)!;
    const ways = directions.filter(([dx, dy]) => !isOpen(x + 2 * dx, y + 2 * dy));
    if (ways.length === 0) {
      path.pop();
      continue;
    }
    const [dx, dy] = random.pick(ways);
    tiles[cellAt(x + dx, y + dy)] = tile.ember;
    tiles[cellAt(x + 2 * dx, y + 2 * dy)] = tile.ember;
    path.push([x + 2 * dx, y + 2 * dy]);
  }
  for (let room = 0; room < rooms * rooms; room++) {
    const [x, y] = [2 * (room % rooms), 2 * Math.floor(room / rooms)];
    const closed = directions.filter(([dx, dy]) => !isOpen(x + dx, y + dy));
    const isDeadEnd = closed.length === 3;
    if (isDeadEnd ? random.next() < 0.85 : closed.length === 2 && random.next() < 0.08) {
      const [dx, dy] = random.pick(closed);
      tiles[cellAt(x + dx, y + dy)] = tile.ember;
    }
  }
  for (let placed = 0; placed < lanterns;) {
    const cell = cellAt(2 * random.below(rooms), 2 * random.below(rooms));
    if (tiles[cell] === tile.lantern) continue;
    tiles[cell] = tile.lantern;
    placed++;
  }
  return tiles;
}
