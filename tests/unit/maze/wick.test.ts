import { describe, expect, test } from 'vitest';
import {
  botNames,
  cellAt,
  createBot,
  createMaze,
  createRandom,
  createWick,
  directions,
  drawFrame,
  farness,
  frameHeight,
  frameWidth,
  mazeSize,
  tile,
  unitsPerCell,
  type WickState,
  worldUnits,
} from '@frameloom/scenes/wick';

const isOpen = (tiles: Uint8Array, x: number, y: number): boolean => tiles[cellAt(x, y)] !== tile.wall;
const centred = ({ x, y }: { x: number; y: number }): boolean =>
  x % unitsPerCell === 0 && y % unitsPerCell === 0;

describe('mazes', () => {
  test.each([1, 2, 3])('every floor of maze %i can be reached', (seed) => {
    const tiles = createMaze(createRandom(seed));
    const reached = new Set([cellAt(0, 0)]);
    for (const cell of reached) {
      for (const [dx, dy] of directions) {
        const next = cellAt((cell % mazeSize) + dx, Math.floor(cell / mazeSize) + dy);
        if (tiles[next] !== tile.wall) reached.add(next);
      }
    }
    expect(reached.size).toBe(tiles.filter((what) => what !== tile.wall).length);
    expect(reached.size).toBeGreaterThan(280);
    expect(tiles.filter((what) => what === tile.lantern).length).toBe(7);
  });
});

describe('the game', () => {
  test.each(botNames)('follows from seed and actions, played by %s', (name) => {
    const play = (): string => {
      const game = createWick({ seed: 5, scattered: true });
      const bot = createBot(name, 9);
      for (let i = 0; i < 400; i++) game.step(bot(game.state));
      return JSON.stringify({ ...game.state, tiles: [...game.state.tiles] });
    };
    expect(play()).toBe(play());
  });

  test('keeps everybody on the floor, and the player where maze and actions put it', () => {
    for (const seed of [11, 12, 13]) {
      const game = createWick({ seed, scattered: true });
      const bot = createBot('clumsy', seed);
      for (let i = 0; i < 600; i++) {
        const expected = walk(game.state, bot);
        game.step(expected.action);
        expect([game.state.player.x, game.state.player.y]).toEqual([expected.x, expected.y]);
        for (const mover of [game.state.player, ...game.state.chasers]) {
          const [x, y] = [Math.floor(mover.x / unitsPerCell), Math.floor(mover.y / unitsPerCell)];
          expect(isOpen(game.state.tiles, x, y)).toBe(true);
          expect(mover.x % unitsPerCell === 0 || mover.y % unitsPerCell === 0).toBe(true);
        }
      }
    }
  });

  test('takes a life and dazes whoever touches the flame, and not twice while it burns', () => {
    const game = createWick({ seed: 3 });
    Object.assign(game.state.chasers[0]!, { x: game.state.player.x, y: game.state.player.y, dazed: 0 });
    expect(game.step(0)).toMatchObject({ caught: true, dazed: 1 });
    expect(game.state).toMatchObject({ lives: 2, burn: 8 });
    expect(game.state.chasers[0]!.dazed).toBe(8);
    Object.assign(game.state.chasers[1]!, { x: game.state.player.x, y: game.state.player.y, dazed: 0 });
    expect(game.step(0)).toMatchObject({ caught: false, dazed: 0 });
    expect(game.state.lives).toBe(2);
  });

  test('starts the score again when the last life is gone', () => {
    const game = createWick({ seed: 3 });
    Object.assign(game.state, { lives: 1, score: 77 });
    Object.assign(game.state.chasers[0]!, { x: game.state.player.x, y: game.state.player.y });
    expect(game.step(0).over).toBe(true);
    expect(game.state).toMatchObject({ lives: 3, score: 0 });
  });

  test('a lantern turns the tables', () => {
    const game = createWick({ seed: 3 });
    game.state.power = 10;
    Object.assign(game.state.chasers[2]!, { x: game.state.player.x, y: game.state.player.y });
    expect(game.step(0)).toMatchObject({ caught: false, dazed: 1 });
    expect(game.state).toMatchObject({ lives: 3, score: 10 });
    expect(game.state.chasers[1]!.scared).toBe(true);
  });

  test('goes on by itself from a copy', () => {
    const game = createWick({ seed: 8 });
    const bot = createBot('clever', 1);
    for (let i = 0; i < 100; i++) game.step(bot(game.state));
    const copy = game.clone();
    for (let i = 0; i < 100; i++) {
      const action = i % 5;
      game.step(action);
      copy.step(action);
    }
    expect(copy.state).toEqual(game.state);
  });

  test('plays and draws a thousand steps well within a second', () => {
    const game = createWick({ seed: 4, scattered: true });
    const bot = createBot('clumsy', 2);
    const frame = new Uint8Array(frameWidth * frameHeight);
    const start = performance.now();
    for (let i = 0; i < 1000; i++) {
      game.step(bot(game.state));
      drawFrame(game.state, frame);
    }
    // Hundreds of milliseconds on a busy machine; the bound is for accidents.
    expect(performance.now() - start).toBeLessThan(5000);
    expect(new Set(frame).size).toBeGreaterThan(8);
  });
});

/** Where the player must be next, from maze and action alone. */
function walk(state: WickState, bot: (state: WickState) => number): { action: number; x: number; y: number } {
  const action = bot(state);
  const { x, y } = state.player;
  let { heading } = state.player;
  const stay = { action, x, y };
  const open = (way: number): boolean =>
    isOpen(state.tiles, x / unitsPerCell + directions[way]![0], y / unitsPerCell + directions[way]![1]);
  if (centred(state.player)) {
    if (action === 0) return stay;
    if (open(action - 1)) heading = action - 1;
    else if (!open(heading)) return stay;
  } else if (action > 0 && action - 1 === (heading + 2) % 4) heading = action - 1;
  const [dx, dy] = directions[heading]!;
  return { action, x: (x + dx + worldUnits) % worldUnits, y: (y + dy + worldUnits) % worldUnits };
}

test('distances go the short way round', () => {
  expect(farness({ x: 0, y: 0 }, { x: worldUnits - 1, y: 2 })).toBe(3);
});
