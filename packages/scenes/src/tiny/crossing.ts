import type { Random } from '../kit/prng.ts';
import { fill, side, type Play, type TinyGame } from './game.ts';

const color = { grass: 0, road: 1, line: 2, home: 3, full: 4, frog: 5, car: 6 };
const cell = 8;
const hop = 4;
/** Rows of cells from the top that are roads: pixels a step, and the distance of its cars. */
const lanes = [
  { row: 1, speed: 1, gap: 32 },
  { row: 2, speed: -2, gap: 32 },
  { row: 3, speed: 1, gap: 64 },
  { row: 5, speed: -1, gap: 32 },
  { row: 6, speed: 2, gap: 64 },
] as const;
const [carLength, homes] = [12, [0, 16, 40, 56] as const];
const moves = [
  [0, 0],
  [0, -hop],
  [0, hop],
  [-hop, 0],
  [hop, 0],
] as const;
const start = { x: 32, y: 7 * cell };

/** A frog hops over roads into four homes. Whatever hits it sends it back. */
export const crossing: TinyGame = {
  name: 'crossing',
  title: 'Crossing',
  about: 'Hop over the roads into the four homes at the top; cars send you back.',
  actions: ['none', 'up', 'down', 'left', 'right'],
  palette: [
    [54, 104, 62],
    [48, 50, 58],
    [92, 94, 100],
    [24, 44, 34],
    [255, 214, 90],
    [150, 240, 110],
    [226, 84, 76],
    [96, 150, 240],
    [240, 240, 236],
    [238, 150, 70],
    [180, 110, 220],
  ],
  start: (random) => play(random),
};

function play(random: Random): Play {
  const offsets = lanes.map(({ gap }) => random.int(gap));
  const full = homes.map(() => random.next() < 0.3);
  let points = 0;
  const frog = { ...start, way: 0 };
  // Anywhere that a frog can be.
  if (random.next() < 0.7) Object.assign(frog, { x: cell * random.int(8), y: cell * (4 + random.int(4)) });

  const isHit = (x: number, y: number, ahead = 0): boolean =>
    lanes.some(({ row, gap, speed }, lane) => {
      if (y + cell <= row * cell || y >= (row + 1) * cell) return false;
      // From the frog's left to the next car's, as cars come again after a gap.
      const next = (((offsets[lane]! + speed * ahead - x) % gap) + gap) % gap;
      return next < cell || next > gap - carLength;
    });
  const goBack = (): void => void Object.assign(frog, start, { way: 0 });
  const arrive = (): void => {
    const home = homes.findIndex((left) => left === frog.x);
    if (home >= 0 && !full[home]) [full[home], points] = [true, points + 1];
    goBack();
  };
  return {
    get points() {
      return points;
    },
    step(action) {
      lanes.forEach(({ speed, gap }, lane) => (offsets[lane] = (offsets[lane]! + speed + gap) % gap));
      if (!full.includes(false)) full.fill(false);
      // A hop takes two steps; between them nothing else can be done.
      const isHopping = frog.x % cell !== 0 || frog.y % cell !== 0;
      if (!isHopping) frog.way = action;
      const [dx, dy] = moves[frog.way]!;
      frog.x = Math.min(Math.max(frog.x + dx, 0), side - cell);
      frog.y = Math.min(frog.y + dy, side - cell);
      if (isHit(frog.x, frog.y)) goBack();
      else if (frog.y <= 0) arrive();
    },
    draw(into) {
      into.fill(color.grass);
      for (const { row } of lanes) {
        fill(into, color.road, [0, row * cell, side, cell]);
        for (let x = 2; x < side; x += 8) fill(into, color.line, [x, row * cell, 4, 1]);
      }
      fill(into, color.home, [0, 0, side, cell]);
      homes.forEach((left, home) => {
        if (full[home]) fill(into, color.full, [left + 1, 1, 6, 6]);
        else fill(into, color.grass, [left + 1, 2, 6, 6]);
      });
      lanes.forEach(({ row, gap }, lane) => {
        for (let car = offsets[lane]! - gap; car < side; car += gap)
          fill(into, color.car + lane, [car, row * cell + 2, carLength, 5]);
      });
      fill(into, color.frog, [frog.x + 1, frog.y + 1, 6, 6]);
      fill(into, color.road, [frog.x + 2, frog.y + 2, 1, 1]);
      fill(into, color.road, [frog.x + 5, frog.y + 2, 1, 1]);
    },
    advise(chance, skill) {
      if (chance.next() >= skill) return chance.next() < 0.4 ? 0 : chance.int(5);
      const open = homes.findIndex((_, home) => !full[home]);
      return wayTo(homes[open] ?? start.x, frog, isHit);
    },
  };
}

/** Steps that a way is looked for. */
const horizon = 40;

/** The first move of the shortest way to a home that no car crosses; the nearest that can be had, where there is none. */
function wayTo(
  home: number,
  from: { x: number; y: number },
  isHit: (x: number, y: number, ahead: number) => boolean,
): number {
  type Node = { x: number; y: number; at: number; first: number };
  const far = ({ x, y }: Node): number => y + Math.abs(x - home);
  const queue: Node[] = [{ ...from, at: 0, first: 0 }];
  const seen = new Set<number>();
  let best = queue[0]!;
  for (const node of queue) {
    if (far(node) < far(best)) best = node;
    if (far(best) === 0 || node.at >= horizon) break;
    moves.forEach(([dx, dy], action) => {
      const took = action === 0 ? 1 : 2;
      const [x, y, at] = [node.x + took * dx, node.y + took * dy, node.at + took];
      const key = (at * side + y) * side + x;
      if (x < 0 || x > side - cell || y < 0 || y > side - cell || (y === 0 && x !== home) || seen.has(key))
        return;
      if (isHit(node.x + dx, node.y + dy, node.at + 1) || isHit(x, y, at)) return;
      seen.add(key);
      queue.push({ x, y, at, first: node.at === 0 ? action : node.first });
    });
  }
  return best.first;
}
