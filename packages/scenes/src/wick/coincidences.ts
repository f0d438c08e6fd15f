import { barLayout } from './bar.ts';
import { chaserCount } from './chasers.ts';
import { cellAt, directions, mazeSize, tile } from './maze.ts';
import type { Random } from './random.ts';
import { farness, unitsPerCell, worldUnits } from './space.ts';
import type { Chaser, WickState } from './state.ts';

/**
 * Moments that play rarely leads to. `expiring`: the light's last step with a snuffer in reach; `justOut`: the step after it;
 * `edge`: a snuffer exactly two or three units away in the light; `pair`: two snuffers at one place; `pickUp`: an ember or a
 * lantern eaten in the step of a touch; `waking`: a dazed snuffer that wakes on the flame; `lastLife`: a touch at one life;
 * `healing`: the last step of a burning candle with a snuffer in reach; `any`: all of it drawn at random.
 */
export const coincidenceNames = [
  'expiring',
  'justOut',
  'edge',
  'pair',
  'pickUp',
  'waking',
  'lastLife',
  'healing',
  'any',
] as const;
export type Coincidence = (typeof coincidenceNames)[number];

/**
 * Sets snuffers, bar and tick of a game so that the next steps are a rare moment; maze, embers and the flame's place stay.
 * At least one snuffer jumps by more than a cell, so that a recording shows where a moment was set.
 */
export function setCoincidence(state: WickState, name: Coincidence, random: Random): void {
  const before = state.chasers.map(({ x, y }) => ({ x, y }));
  do {
    setBar(state, name, random);
    setChasers(state, name, random);
  } while (state.chasers.every((chaser, kind) => farness(chaser, before[kind]!) <= unitsPerCell + 1));
}

/** Whether the flame eats something in its next step if it goes on. */
export function isAboutToEat({ player, tiles }: WickState): boolean {
  const [dx, dy] = directions[player.heading]!;
  const [x, y] = [player.x + dx, player.y + dy];
  if (x % unitsPerCell !== 0 || y % unitsPerCell !== 0) return false;
  return tiles[cellAt(x / unitsPerCell, y / unitsPerCell)]! > tile.floor;
}

function setBar(state: WickState, name: Coincidence, random: Random): void {
  const most = 8 * barLayout.power.count;
  const among = <T>(...list: readonly T[]): T => random.pick(list);
  state.lives = name === 'lastLife' ? 1 : 1 + random.below(3);
  state.score = drawScore(random);
  state.tick = name === 'expiring' || name === 'healing' || name === 'waking' ? 3 : random.below(4);
  state.power = among(0, 0, 1, 1 + random.below(most), 1 + random.below(most), most);
  state.burn = among(0, 0, 0, 1, 1 + random.below(8));
  if (name === 'expiring') state.power = 1;
  if (name === 'edge') state.power ||= 1 + random.below(most);
  if (name === 'lastLife') [state.power, state.burn] = [0, 0];
  if (name === 'healing') [state.power, state.burn] = [0, 1];
  if (name === 'justOut') [state.power, state.tick] = [0, 0];
  // Snuffers and flame show whether there was light, and whether the candle burnt, one step ago.
  const was = (now: number, full: number): boolean =>
    now === 0 ? state.tick === 0 && random.next() < 0.4 : now < full || random.next() < 0.6;
  const scared = name === 'justOut' || was(state.power, most);
  for (const chaser of state.chasers) Object.assign(chaser, { scared, dazed: 0 });
  state.player.pale = was(state.burn, 8);
}

/** Often close below a round number, where digits carry, or low, where most games are. */
function drawScore(random: Random): number {
  const digits = 10 ** (1 + random.below(4));
  if (random.next() < 0.6) return random.below(digits);
  const round = digits * (1 + random.below(Math.max(1, Math.min(9, 9999 / digits))));
  return Math.max(0, Math.min(9999, round - 1 - random.below(16)));
}

function setChasers(state: WickState, name: Coincidence, random: Random): void {
  const { chasers, player } = state;
  const places = placesNear(state, 6);
  const within = (least: number, most: number): Place[] =>
    places.filter((place) => farness(place, player) >= least && farness(place, player) <= most);
  const [first, second] = [random.below(chaserCount), 1 + random.below(chaserCount - 1)];
  chasers.forEach((chaser, kind) => {
    const isNear = kind === first || random.next() < 0.35;
    const pick = random.next() < 0.8 && isNear;
    const list = name === 'edge' ? within(2, 3) : within(0, 3);
    const others = pick ? places : farPlaces(state, random);
    Object.assign(chaser, random.pick(kind === first && list.length > 0 ? list : others));
    if (random.next() < 0.12) chaser.dazed = random.pick([1, 1 + random.below(8), 8]);
  });
  const main = chasers[first]!;
  main.dazed = name === 'waking' ? 1 : name === 'any' ? main.dazed : 0;
  if (name === 'pair')
    Object.assign(chasers[(first + second) % chaserCount]!, { x: main.x, y: main.y, dazed: 0 });
}

type Place = Pick<Chaser, 'x' | 'y' | 'heading'>;

/** Where a snuffer can be, on open ground within so many units of the flame, heading any way that it can. */
function placesNear({ tiles, player }: WickState, most: number): Place[] {
  const isOpen = (x: number, y: number): boolean => tiles[cellAt(x, y)] !== tile.wall;
  const found: Place[] = [];
  for (let dy = -most; dy <= most; dy++) {
    for (let dx = -most; dx <= most; dx++) {
      const [x, y] = [(player.x + dx + worldUnits) % worldUnits, (player.y + dy + worldUnits) % worldUnits];
      if (Math.abs(dx) + Math.abs(dy) > most || (x % unitsPerCell !== 0 && y % unitsPerCell !== 0)) continue;
      const [left, top] = [Math.floor(x / unitsPerCell), Math.floor(y / unitsPerCell)];
      const [right, bottom] = [Math.ceil(x / unitsPerCell), Math.ceil(y / unitsPerCell)];
      if (!isOpen(left, top) || !isOpen(right, bottom)) continue;
      directions.forEach(([wayX, wayY], heading) => {
        const isCentred = left === right && top === bottom;
        const isAlong = left !== right ? wayX !== 0 : wayY !== 0;
        if (isCentred ? isOpen(left + wayX, top + wayY) : isAlong) found.push({ x, y, heading });
      });
    }
  }
  return found;
}

/** Rooms anywhere in the maze. */
function farPlaces({ tiles }: WickState, random: Random): Place[] {
  const [x, y] = [2 * random.below(mazeSize / 2), 2 * random.below(mazeSize / 2)];
  return directions.flatMap(([dx, dy], heading) =>
    tiles[cellAt(x + dx, y + dy)] === tile.wall
      ? []
      : [{ x: x * unitsPerCell, y: y * unitsPerCell, heading }],
  );
}
