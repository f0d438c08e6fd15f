// What the teller of the level says happened, against the game itself.
import {
  chaserLook,
  createBot,
  createChronicle,
  createWick,
  type Happening,
  playerLook,
  type Wick,
} from '@frameloom/scenes/wick';
import { expect, test } from 'vitest';

/** The state as the level keeps it, with codes of its own for what cells and the bar show. */
function wordsOf({ state }: Wick, step: number): Uint32Array {
  const { tiles, player, chasers, lives } = state;
  const movers = [
    { ...player, look: playerLook(state) },
    ...chasers.map((one) => ({ ...one, look: chaserLook(one) })),
  ];
  const bar = Array.from({ length: 16 }, (_, i) => (i < lives ? 29 : 3));
  return Uint32Array.from([
    step,
    7,
    ...movers.flatMap(({ x, y, look }) => [x, y, look]),
    ...bar,
    ...Array.from(tiles, (what) => 11 + 3 * what),
  ]);
}

test('what is read from the state is what happened in the game', () => {
  const seed = 777003;
  const game = createWick({ seed });
  const chronicle = createChronicle(seed, wordsOf(game, 0));
  const bot = createBot('clumsy', 5);
  expect(chronicle.read(wordsOf(game, 1))).toEqual(['begin']);
  const told = new Map<Happening, number>();
  const happened = new Map<Happening, number>();
  const count = (counts: Map<Happening, number>, what: Happening): unknown =>
    counts.set(what, (counts.get(what) ?? 0) + 1);
  let embers = 0;
  for (let step = 2; step < 4000; step++) {
    const events = game.step(bot(game.state));
    if (events.over) count(happened, 'out');
    else if (events.caught) count(happened, 'caught');
    if (events.lantern) count(happened, 'lantern');
    if (events.ember) embers++;
    for (const what of chronicle.read(wordsOf(game, step))) count(told, what);
  }
  for (const what of ['out', 'caught', 'lantern'] as const) {
    expect(happened.get(what)).toBeGreaterThan(0);
    expect(told.get(what)).toBe(happened.get(what));
  }
  expect(told.get('embers')).toBe(Math.floor(embers / 15));
  expect(told.get('chased')).toBeGreaterThan(1);
});

test('an earlier moment is no happening', () => {
  const game = createWick({ seed: 5 });
  const chronicle = createChronicle(5, wordsOf(game, 0));
  chronicle.read(wordsOf(game, 9));
  game.state.lives = 2;
  expect(chronicle.read(wordsOf(game, 10))).toEqual(['caught']);
  game.state.lives = 3;
  expect(chronicle.read(wordsOf(game, 4))).toEqual([]);
});
