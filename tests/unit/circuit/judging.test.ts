// The yardsticks of `npm run quality -- --level` for levels of pixels: real games measured against themselves are right, and what is
// spoilt is not.
import { createRandom } from '@frameloom/scenes/kit';
import { createPlayer, side, tinyGames, type TinyGameName } from '@frameloom/scenes/tiny';
import { expect, test } from 'vitest';
import { measure, measureStill } from '../../quality/pixels/figures/index.ts';
import { pairs } from '../../quality/pixels/figures/events.ts';
import { nearest } from '../../quality/pixels/figures/sharpness.ts';
import { findGame, knownGames, numbersOf } from '../../quality/pixels/games/index.ts';
import { createParting } from '../../quality/pixels/parting.ts';
import { copyLast, pictureOf, type Played } from '../../quality/pixels/played.ts';

const tiny = ['bounce', 'cave', 'crossing'] as const;
const pixels = side * side;

const recorded = (name: string, steps: number, told = 20): Played[] =>
  knownGames[name]!.players.map((player, i) => {
    const truth = knownGames[name]!.record({ seed: 40 + i, player, steps });
    return { truth, made: truth.frames.slice(), told, pixels: truth.frames.length / (steps + 1) };
  });

test.each(tiny)('%s: a game beside itself is right in everything', (name) => {
  const game = knownGames[name]!;
  const list = recorded(name, 330);
  const library = [pictureOf(list[0]!.truth.frames, 120, pixels)];
  const figures = measure(game, list, library);
  for (const [step, row] of Object.entries(figures.steps))
    expect(row, step).toEqual({ right: 1, changed: 1, psnr: 60, whole: 1, playerInPlace: 1 });
  expect(Object.keys(figures.steps)).toEqual(['1', '10', '30', '100', '300']);
  expect(figures.hits).toMatchObject({ f1: 1, recall: 1, precision: 1, phantomPer1000: 0 });
  expect(figures.hits.real).toBeGreaterThan(2);
  if (name !== 'cave') expect(figures.points!.real).toBeGreaterThan(2);
  expect([figures.jumpsPer1000, figures.lostPer1000, figures.lostInTruthPer1000]).toEqual([0, 0, 0]);
  expect(figures.actions.agreement).toBe(1);
  expect(figures.actions.real).toBeGreaterThan(0.8);
  const copied = measure(game, list.map(copyLast), library);
  expect(copied.steps['1']!['changed']).toBe(0);
  expect(copied.hits.made).toBe(0);
  expect(copied.actions.agreement).toBeLessThan(0.7);
});

/** Plays a game and counts what it says happened, and what was read from its pictures. */
function count(name: TinyGameName, steps: number): { points: number; hits: number; found: number } {
  const { events } = knownGames[name]!;
  const play = tinyGames[name].start(createRandom(8));
  const choose = createPlayer('streaky', createRandom(5));
  let [hits, found] = [0, 0];
  let [before, after] = [new Uint8Array(pixels), new Uint8Array(pixels)];
  play.draw(before);
  for (let i = 0; i < steps; i++) {
    play.step(choose(play));
    play.draw(after);
    hits += Number(events.hit(before, after));
    found += Number(events.point?.(before, after) ?? false);
    [before, after] = [after, before];
  }
  return { points: play.points, hits, found };
}

test('what is read from pictures is what happened', () => {
  const crossing = count('crossing', 3000);
  expect(crossing.found).toBe(crossing.points);
  expect(crossing.hits).toBeGreaterThan(20);
  const bounce = count('bounce', 3000);
  expect(bounce.found - 3 * bounce.hits).toBe(bounce.points);
  const cave = count('cave', 3000);
  expect(0.02 * (3000 - cave.hits) - cave.hits).toBeCloseTo(cave.points, 6);
});

test('what is spoilt is noticed', () => {
  const game = knownGames['crossing']!;
  // Nobody careful.
  const first = recorded('crossing', 300).at(-1);
  const made = first!.made.slice();
  const frog = 5;
  // From the 100th own step on there is no frog.
  for (let i = 120 * pixels; i < made.length; i++) if (made[i] === frog) made[i] = 0;
  const figures = measure(game, [{ ...first!, made }], []);
  expect(figures.lostPer1000).toBeCloseTo((1000 * (300 - 119)) / 280, 0);
  expect(figures.actions.agreement).toBeLessThan(0.9);
  expect(figures.steps['100']).toMatchObject({ whole: 0, playerInPlace: 0 });
  expect(figures.hits.f1).toBeLessThan(1);
  expect(pairs([10, 20, 30], [13, 14, 26, 31])).toBe(2);
  const [a, b] = [Uint8Array.of(1, 2, 3, 4), Uint8Array.of(1, 2, 3, 5)];
  expect(nearest(a, [Uint8Array.of(9, 9, 9, 9), b])).toBe(0.25);
});

test('standing still, and actions that part, in the real games', async () => {
  for (const game of Object.values(knownGames)) {
    const truth = game.recordStill({ seed: 3, steps: 130 });
    const size = game.frame.width * game.frame.height;
    const still = measureStill(game, [{ truth, made: truth.frames, told: 2, pixels: size }]);
    expect(still.steps).toBe(128);
    expect(still.changed).toBe(still.changedInTruth);
    expect(still.playerInPlace).toBe(game.findPlayer ? 1 : null);
    const parting = createParting(game);
    const played = game.record({ seed: 3, player: game.players[0]!, steps: 60 });
    for (let at = 4; at <= 60; at++) {
      const past = [...played.actions.subarray(0, at)];
      await parting.attempt(played, at, async (action, steps) =>
        game.replay(3, [...past, ...Array.from({ length: steps }, () => action)]),
      );
    }
    expect(parting.states, game.name).toBeGreaterThan(3);
    expect(parting.share).toBe(1);
  }
});

test('a level is known by its size, actions and colours, in any order of the colours', () => {
  const { frame, actions, palette } = knownGames['cave']!;
  expect(findGame({ frame, actions, palette: palette.toReversed() }).name).toBe('cave');
  const { toLevel, toGame } = numbersOf(knownGames['cave']!, {
    frame,
    actions,
    palette: palette.toReversed(),
  })!;
  expect([toLevel[0], toGame[0]]).toEqual([9, 9]);
  expect(() => findGame({ frame, actions: ['none', 'down'], palette })).toThrow(
    /no known game has this level/,
  );
});
