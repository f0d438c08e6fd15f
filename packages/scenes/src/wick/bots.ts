import { cellAt, directions, mazeSize, tile } from './maze.ts';
import { createRandom } from './random.ts';
import { farness, unitsPerCell } from './space.ts';
import type { WickState } from './state.ts';

/** Plays: gives the number of the next action. */
export type Bot = (state: WickState) => number;

/** The ways to play; `reckless` runs after the snuffers, `tour` shows the whole cellar in short time. */
export const botNames = ['clever', 'clumsy', 'undo', 'homing', 'reckless', 'tour'] as const;

/** Makes a bot that follows from its seed. */
export function createBot(name: (typeof botNames)[number], seed: number): Bot {
  const random = createRandom(seed);
  switch (name) {
    case 'clever':
      return atCells((state, cell) => {
        const shy = ({ tiles }: WickState, at: number): boolean =>
          tiles[at] !== tile.wall && (state.power > 8 || !isNearChaser(state, at));
        const way = findWay(state, cell, (at) => state.tiles[at]! > tile.floor, shy);
        return way ?? random.below(5);
      });
    case 'clumsy': {
      let [wish, left] = [0, 0];
      return () => {
        if (left-- <= 0) {
          wish = random.next() < 0.15 ? 0 : 1 + random.below(4);
          left = random.below(random.next() < 0.3 ? 3 : 14);
        }
        return wish;
      };
    }
    case 'undo': {
      let plan: number[] = [];
      return (state) => {
        const isCentred = state.player.x % unitsPerCell === 0 && state.player.y % unitsPerCell === 0;
        if (plan.length === 0 && isCentred) plan = thereAndBack(state, 1 + random.below(10), random.below);
        return plan.shift() ?? 0;
      };
    }
    case 'homing': {
      let home = -1;
      let out = 0;
      return atCells((state, cell) => {
        if (home < 0) [home, out] = [cell, 5 + random.below(45)];
        if (out-- > 0) return wander(state, cell, random.below);
        const way = findWay(state, cell, (at) => at === home, isFloor);
        if (way !== undefined) return way;
        home = -1;
        return 0;
      });
    }
    case 'reckless':
      return atCells((state, cell) => {
        const prey = new Set(
          state.chasers
            .filter(({ dazed }) => dazed === 0)
            .map(({ x, y }) => cellAt(Math.round(x / unitsPerCell), Math.round(y / unitsPerCell))),
        );
        if (random.below(12) === 0) return random.below(5);
        return findWay(state, cell, (at) => prey.has(at), isFloor) ?? 0;
      });
    case 'tour': {
      const seen = new Set<number>();
      return atCells((state, cell) => {
        const [x, y] = [cell % mazeSize, Math.floor(cell / mazeSize)];
        for (let dy = -6; dy <= 6; dy++) for (let dx = -6; dx <= 6; dx++) seen.add(cellAt(x + dx, y + dy));
        const way = findWay(state, cell, (at) => !seen.has(at), isFloor);
        return way ?? wander(state, cell, random.below);
      });
    }
  }
}

/** Decides in the middle of a cell and holds on to it until the next. */
function atCells(decide: (state: WickState, cell: number) => number): Bot {
  return (state) => {
    const { x, y, heading } = state.player;
    if (x % unitsPerCell !== 0 || y % unitsPerCell !== 0) return heading + 1;
    return decide(state, cellAt(x / unitsPerCell, y / unitsPerCell));
  };
}

const isFloor = ({ tiles }: WickState, cell: number): boolean => tiles[cell] !== tile.wall;

function isNearChaser({ chasers }: WickState, cell: number): boolean {
  const place = { x: (cell % mazeSize) * unitsPerCell, y: Math.floor(cell / mazeSize) * unitsPerCell };
  return chasers.some((chaser) => chaser.dazed === 0 && farness(chaser, place) < 3 * unitsPerCell);
}

const neighbour = (cell: number, way: number): number => {
  const [dx, dy] = directions[way]!;
  return cellAt((cell % mazeSize) + dx, Math.floor(cell / mazeSize) + dy);
};

/** The first step of the shortest way to a cell that is wanted. */
function findWay(
  state: WickState,
  from: number,
  isWanted: (cell: number) => boolean,
  isFree: (state: WickState, cell: number) => boolean,
): number | undefined {
  const first = new Map<number, number>([[from, 0]]);
  const queue = [from];
  for (const cell of queue) {
    if (cell !== from && isWanted(cell)) return first.get(cell)!;
    for (let way = 0; way < 4; way++) {
      const next = neighbour(cell, way);
      if (first.has(next) || !isFree(state, next)) continue;
      first.set(next, cell === from ? way + 1 : first.get(cell)!);
      queue.push(next);
    }
  }
  return undefined;
}

/** Any way, rarely back. */
function wander(state: WickState, cell: number, below: (count: number) => number): number {
  const ways = [0, 1, 2, 3].filter((way) => isFloor(state, neighbour(cell, way)));
  const onward = ways.filter((way) => way !== (state.player.heading + 2) % 4);
  const list = onward.length > 0 && below(10) > 0 ? onward : ways;
  return 1 + list[below(list.length)]!;
}

/** Actions that lead some cells away, and back the same way. */
export function thereAndBack(state: WickState, cells: number, below: (count: number) => number): number[] {
  let cell = cellAt(state.player.x / unitsPerCell, state.player.y / unitsPerCell);
  let heading = state.player.heading;
  const out: number[] = [];
  for (let i = 0; i < cells; i++) {
    const ways = [0, 1, 2, 3].filter((way) => isFloor(state, neighbour(cell, way)));
    const onward = ways.filter((way) => way !== (heading + 2) % 4);
    const list = onward.length > 0 ? onward : ways;
    heading = list[below(list.length)]!;
    for (let step = 0; step < unitsPerCell; step++) out.push(heading + 1);
    cell = neighbour(cell, heading);
  }
  return [...out, ...out.toReversed().map((action) => 1 + ((action + 1) % 4))];
}
