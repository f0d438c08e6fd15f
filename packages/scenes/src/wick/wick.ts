import { chaserCount, moveChaser, touches } from './chasers.ts';
import { cellAt, createMaze, directions, mazeSize, tile } from './maze.ts';
import { createRandom, type Random } from './random.ts';
import { advance, farness, unitsPerCell } from './space.ts';
import type { WickState } from './state.ts';

/** What a player can do, by number. */
export const actions = ['stay', 'up', 'right', 'down', 'left'] as const;

/** What happened in a step. */
export type WickEvents = { ember: boolean; lantern: boolean; caught: boolean; dazed: number; over: boolean };

/** Options of {@link createWick}. */
export type WickOptions = {
  seed: number;
  /** Starts in the middle of things: part of the embers eaten, any score, lives and power. For training. */
  scattered?: boolean;
};

/** A game in play. */
export interface Wick {
  readonly state: WickState;
  /** Plays one step; `action` is an index of {@link actions}. */
  step(action: number): WickEvents;
  /** A game that goes on from here by itself. */
  clone(): Wick;
}

/**
 * Wick: a flame that gathers embers in a cellar without end, and four snuffers after it. The whole game follows from the
 * seed and the actions. Being caught costs a life but moves nobody, so where the player is depends on maze and actions
 * alone.
 */
export function createWick({ seed, scattered = false }: WickOptions): Wick {
  const random = createRandom(seed);
  const tiles = createMaze(random);
  const rooms = mazeSize / 2;
  const room = (): { x: number; y: number } => ({
    x: 2 * unitsPerCell * random.below(rooms),
    y: 2 * unitsPerCell * random.below(rooms),
  });
  const start = room();
  const [cellX, cellY] = [start.x / unitsPerCell, start.y / unitsPerCell];
  if (tiles[cellAt(cellX, cellY)] === tile.ember) tiles[cellAt(cellX, cellY)] = tile.floor;
  const open = directions.flatMap(([dx, dy], i) =>
    tiles[cellAt(cellX + dx, cellY + dy)] === tile.wall ? [] : [i],
  );
  const chasers = Array.from({ length: chaserCount }, () => {
    const nearest = scattered ? 0 : 8 * unitsPerCell;
    let place = room();
    while (farness(place, start) < nearest) place = room();
    const ways = directions.flatMap(([dx, dy], i) =>
      tiles[cellAt(place.x / unitsPerCell + dx, place.y / unitsPerCell + dy)] === tile.wall ? [] : [i],
    );
    return { ...place, heading: random.pick(ways), scared: false, dazed: 0 };
  });
  const state: WickState = {
    tiles,
    player: { ...start, heading: random.pick(open), pale: false },
    chasers,
    lives: 3,
    burn: 0,
    power: 0,
    score: 0,
    tick: 0,
  };
  if (scattered) scatter(state, random);
  return play(state, random);
}

function scatter(state: WickState, random: Random): void {
  const eaten = random.next() ** 2;
  state.tiles.forEach((what, cell) => {
    const gone = what === tile.lantern ? eaten / 2 : eaten;
    if (what > tile.floor && random.next() < gone) state.tiles[cell] = tile.floor;
  });
  state.lives = 1 + random.below(3);
  state.tick = random.below(4);
  state.score = random.below(10 ** (1 + random.below(4)));
  // Close below a round number, where digits carry.
  if (random.next() < 0.4) state.score = Math.max(0, 10 ** (1 + random.below(4)) - 1 - random.below(12));
  if (random.next() < 0.3) state.power = random.below(41);
  if (random.next() < 0.2) state.burn = random.below(9);
}

function play(state: WickState, random: Random): Wick {
  return {
    state,
    step(action) {
      const { player, chasers, tick } = state;
      const events: WickEvents = { ember: false, lantern: false, caught: false, dazed: 0, over: false };
      const powered = state.power > 0;
      const immune = state.burn > 0;
      // Who touches is judged by what the last picture showed, before anybody moves.
      const struck = chasers.map(
        (chaser) => chaser.dazed === 0 && (powered || !immune) && touches(chaser, player),
      );
      events.dazed = struck.filter(Boolean).length;
      events.caught = events.dazed > 0 && !powered;

      const slow = tick === 3;
      if (slow) {
        state.power = Math.max(0, state.power - 1);
        state.burn = Math.max(0, state.burn - 1);
      }
      if (events.caught) {
        state.burn = 8;
        state.lives--;
        if (state.lives === 0) {
          events.over = true;
          state.lives = 3;
          state.score = 0;
        }
      } else if (events.dazed > 0) state.score += 10;

      const before = { ...player };
      movePlayer(state, action);
      player.pale = immune;
      if (player.x % unitsPerCell === 0 && player.y % unitsPerCell === 0) {
        const cell = cellAt(player.x / unitsPerCell, player.y / unitsPerCell);
        if (state.tiles[cell] === tile.ember) {
          events.ember = true;
          state.score += 1;
          state.tiles[cell] = tile.floor;
        } else if (state.tiles[cell] === tile.lantern) {
          events.lantern = true;
          state.score += 5;
          state.power = 40;
          state.tiles[cell] = tile.floor;
        }
      }
      state.score = Math.min(9999, state.score);
      chasers.forEach((chaser, kind) => {
        moveChaser(chaser, kind, { tiles: state.tiles, player: before, tick, struck: struck[kind]!, random });
        chaser.scared = powered;
      });
      state.tick = (tick + 1) % 4;
      return events;
    },
    clone: () =>
      play(
        {
          ...state,
          tiles: state.tiles.slice(),
          player: { ...state.player },
          chasers: state.chasers.map((chaser) => ({ ...chaser })),
        },
        createRandom(random.state),
      ),
  };
}

/** At a cell's middle the wish decides, if there is a way; else the flame goes on as before. Between cells it can only turn back. */
function movePlayer({ tiles, player }: WickState, action: number): void {
  const wish = action - 1;
  const isCentred = player.x % unitsPerCell === 0 && player.y % unitsPerCell === 0;
  if (isCentred) {
    if (wish < 0) return;
    const isOpen = (heading: number): boolean => {
      const [dx, dy] = directions[heading]!;
      return tiles[cellAt(player.x / unitsPerCell + dx, player.y / unitsPerCell + dy)] !== tile.wall;
    };
    if (isOpen(wish)) player.heading = wish;
    else if (!isOpen(player.heading)) return;
  } else if (wish >= 0 && wish === (player.heading + 2) % 4) player.heading = wish;
  advance(player);
}
