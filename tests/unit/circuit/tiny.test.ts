// Games that are learned on a processor: nothing that matters for the next picture is hidden.
import { createRandom } from '@frameloom/scenes/kit';
import { createPlayer, players, side, tinyGames } from '@frameloom/scenes/tiny';
import { expect, test } from 'vitest';
import { recordTiny } from '../../../models/circuit/data/tiny.ts';

const episodes = 12;
const steps = 250;

test.each(Object.values(tinyGames))('$name: two pictures and an action say what comes next', (game) => {
  const known = new Map<string, string>();
  const colors = new Set<number>();
  const actions = new Set<number>();
  let repeated = 0;
  for (let seed = 0; seed < episodes; seed++) {
    const { frames, actions: done } = recordTiny(game, {
      seed,
      player: players[seed % players.length]!,
      steps,
    });
    const keys = Array.from({ length: steps + 1 }, (_, i) =>
      String.fromCharCode(...frames.subarray(i * side * side, (i + 1) * side * side)),
    );
    for (const color of frames) colors.add(color);
    for (let i = 1; i < steps; i++) {
      const key = `${done[i]}${keys[i - 1]}${keys[i]}`;
      const before = known.get(key);
      if (before === undefined) known.set(key, keys[i + 1]!);
      else {
        repeated++;
        expect(keys[i + 1] === before).toBe(true);
      }
      actions.add(done[i]!);
    }
  }
  expect(repeated).toBeGreaterThan(0);
  expect(actions.size).toBe(game.actions.length);
  // Every colour of the palette is drawn, and no other.
  expect([...colors].toSorted((a, b) => a - b)).toEqual(game.palette.map((_, i) => i));
});

test.each(Object.values(tinyGames))('$name: a good player does better than a wild one', (game) => {
  const [good, wild] = (['good', 'wild'] as const).map((name) => {
    const play = game.start(createRandom(4));
    const choose = createPlayer(name, createRandom(9));
    for (let i = 0; i < 2000; i++) play.step(choose(play));
    return play.points;
  });
  expect(good).toBeGreaterThan(2 * Math.max(0, wild!));
});
