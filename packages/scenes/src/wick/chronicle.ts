import { barLayout } from './bar.ts';
import { mazeSize, tile } from './maze.ts';
import { farness } from './space.ts';
import { readChaserLook } from './view.ts';
import { createWick } from './wick.ts';

/** What can happen in the level, the weightiest first. */
export const happenings = ['out', 'caught', 'lantern', 'dazed', 'chased', 'embers', 'begin'] as const;

/** See {@link happenings}. */
export type Happening = (typeof happenings)[number];

/** Reads from the state that the networks predict what happened since it was read last. */
export type Chronicle = {
  /** @param state Words of `Level.readState()`. */
  read(state: Uint32Array): Happening[];
};

/** The words of the state: movers by position and look, the bar, the cells. */
const movers = { at: 2, words: 3, count: 5 };
const barAt = movers.at + movers.words * movers.count;
const cellsAt = barAt + 16;
/** Embers between two remarks about them. */
const handful = 15;
/** Units along the axes: two cells. */
const close = 8;

/**
 * @param seed Of the game that the start was recorded from.
 * @param start The state before the first step: beside that game it tells which code means what.
 */
export function createChronicle(seed: number, start: Uint32Array): Chronicle {
  const { tiles } = createWick({ seed }).state;
  const meanings = new Map(Array.from(tiles, (what, cell) => [start[cellsAt + cell]!, what]));
  const life = start[barAt + barLayout.lives.at]!;
  const all = see(start, meanings, life);
  let before: Seen | undefined;
  let remarked = 0;
  return {
    read(state) {
      const now = see(state, meanings, life);
      const last = before;
      before = now;
      const eaten = all.embers - now.embers;
      // The first look, or the player went back to an earlier moment.
      if (!last || now.step < last.step) {
        remarked = eaten;
        return last ? [] : ['begin'];
      }
      const happened: Readonly<Record<Happening, boolean>> = {
        // The last life comes back as three.
        out: now.lives > last.lives,
        caught: now.lives < last.lives,
        lantern: now.lanterns < last.lanterns,
        dazed: now.dazed > last.dazed && now.lives === last.lives,
        chased: now.isChased && !last.isChased,
        embers: eaten - remarked >= handful,
        begin: false,
      };
      if (happened.embers) remarked = eaten;
      return happenings.filter((one) => happened[one]);
    },
  };
}

type Seen = {
  step: number;
  lives: number;
  embers: number;
  lanterns: number;
  dazed: number;
  isChased: boolean;
};

function see(state: Uint32Array, meanings: ReadonlyMap<number, number>, life: number): Seen {
  const counts = new Map<number | undefined, number>();
  for (let cell = 0; cell < mazeSize * mazeSize; cell++) {
    const what = meanings.get(state[cellsAt + cell]!);
    counts.set(what, (counts.get(what) ?? 0) + 1);
  }
  const bar = state.subarray(barAt + barLayout.lives.at, barAt + barLayout.lives.at + barLayout.lives.count);
  const mover = (i: number): { x: number; y: number; look: number } => {
    const [x = 0, y = 0, look = 0] = state.subarray(movers.at + movers.words * i);
    return { x, y, look };
  };
  const player = mover(0);
  const chasers = [1, 2, 3, 4].map(mover).map((one) => ({ ...one, ...readChaserLook(one.look) }));
  return {
    step: state[0]!,
    lives: bar.filter((code) => code === life).length,
    embers: counts.get(tile.ember) ?? 0,
    lanterns: counts.get(tile.lantern) ?? 0,
    dazed: chasers.filter(({ dazed }) => dazed > 0).length,
    isChased: chasers.some((one) => !one.scared && one.dazed === 0 && farness(one, player) <= close),
  };
}
