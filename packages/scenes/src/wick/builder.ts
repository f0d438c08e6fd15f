import { coincidenceNames, isAboutToEat, setCoincidence } from './coincidences.ts';
import { cellAt, mazeSize, tile } from './maze.ts';
import { createRandom } from './random.ts';
import { unitsPerCell } from './space.ts';
import type { Wick } from './wick.ts';

/**
 * Makes a game full of rare moments: 40 % of its rooms get lanterns, and the function that is returned, called before each step,
 * sets a moment every one to six steps ({@link setCoincidence}), also half of the times that the flame is about to eat.
 */
export function createBuilder({ state }: Wick, seed: number): () => void {
  const random = createRandom(seed ^ 0xb111d);
  const { x, y } = state.player;
  const here = cellAt(Math.round(x / unitsPerCell), Math.round(y / unitsPerCell));
  state.tiles.forEach((what, cell) => {
    const isRoom = cell % 2 === 0 && Math.floor(cell / mazeSize) % 2 === 0;
    if (isRoom && cell !== here && what !== tile.wall && random.next() < 0.4)
      state.tiles[cell] = tile.lantern;
  });
  let left = 0;
  return () => {
    const eats = isAboutToEat(state) && random.next() < 0.5;
    if (left-- > 0 && !eats) return;
    setCoincidence(state, eats ? 'pickUp' : random.pick(coincidenceNames), random);
    left = 1 + random.below(5);
  };
}
