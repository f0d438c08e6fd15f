// The yardsticks of `npm run quality -- --level`: the real game measured against itself is right, and what is spoilt is not.
import { describe, expect, test } from 'vitest';
import {
  colorFrame,
  createBot,
  createWick,
  drawFrame,
  frameHeight,
  frameWidth,
  type WickState,
} from '@frameloom/scenes/wick';
import { loadCellsFiles } from '../../support/cells-files.ts';
import { createTranslator } from '../../quality/maze/codes.ts';
import { freeCells, isCrisp, isInView, readTile, stepBetween, trueTile } from '../../quality/maze/look.ts';
import { judge } from '../../quality/maze/rules.ts';
import { loadModel } from '@frameloom/nn';

const folder = new URL('../../../models/maze/level/level.json', import.meta.url);

function show(state: WickState): Uint8Array {
  const frame = new Uint8Array(frameWidth * frameHeight);
  const rgba = new Uint8ClampedArray(4 * frame.length);
  drawFrame(state, frame);
  colorFrame(frame, rgba);
  return new Uint8Array(rgba.buffer);
}

describe('states', () => {
  test('go to a level’s numbers and back', { timeout: 60_000 }, async () => {
    const { tensors } = await loadModel(folder);
    const { spec, layout } = await loadCellsFiles(folder);
    const translator = createTranslator({
      cells: tensors.get('dictionary.cells')!,
      bar: tensors.get('dictionary.bar')!,
    });
    const everywhere = new Set(Array.from({ length: spec.world.columns * spec.world.rows }, (_, i) => i));
    for (const seed of [1, 2]) {
      const game = createWick({ seed, scattered: true });
      const bot = createBot('reckless', seed);
      for (let i = 0; i < 60; i++) {
        game.step(bot(game.state));
        const words = translator.toWords(game.state, 1, everywhere);
        expect(words.length).toBe(layout.stateWords);
        const back = translator.toGame(words)!.state;
        // A dazed snuffer has no heading to be seen.
        const seen = (state: WickState): unknown => ({
          ...state,
          chasers: state.chasers.map((one) => ({
            ...one,
            heading: one.dazed ? 0 : one.heading,
            scared: one.dazed ? false : one.scared,
          })),
        });
        expect(seen(back)).toEqual(seen(game.state));
      }
    }
  });
});

test('the real game breaks none of its rules, and a cheat does', { timeout: 60_000 }, () => {
  const game = createWick({ seed: 9, scattered: true });
  const bot = createBot('reckless', 4);
  let lives = 0;
  for (let i = 0; i < 400; i++) {
    const before = game.clone();
    const action = bot(game.state);
    game.step(action);
    const found = judge(before, game.state, action);
    expect({ ...found, lives: found.lives ?? true, score: found.score ?? true }).toEqual({
      player: true,
      lives: true,
      score: true,
      cells: true,
      chasers: true,
    });
    if (found.lives !== undefined) lives++;
  }
  expect(lives).toBeGreaterThan(0);
  const before = game.clone();
  const after = structuredClone(game.state);
  after.lives = (after.lives % 3) + 1;
  after.chasers[0]!.x = (after.chasers[0]!.x + 5) % 96;
  expect(judge(before, after, 0)).toMatchObject({ lives: false, chasers: false });
});

test('pictures: tiles, snuffers and steps are read, and smears are noticed', { timeout: 60_000 }, () => {
  const game = createWick({ seed: 6, scattered: true });
  const bot = createBot('clever', 1);
  for (let i = 0; i < 24; i++) {
    const before = show(game.state);
    const was = { ...game.state.player };
    game.step(bot(game.state));
    const picture = show(game.state);
    const { player, chasers } = game.state;
    const places = freeCells(player, [player, ...chasers]);
    expect(places.length).toBeGreaterThan(120);
    for (const place of places) {
      const expected = trueTile(game.state, place);
      expect(readTile(picture, place, expected)).toEqual({ tile: expected, off: 0 });
    }
    chasers.forEach((chaser, kind) => {
      const others = [player, ...chasers.filter((other) => other !== chaser)];
      if (isInView(player, chaser)) expect(isCrisp(picture, player, chaser, kind, others)).toBe(true);
    });
    const moved = was.x !== player.x || was.y !== player.y;
    expect(stepBetween(before, picture)).toBe(moved ? player.heading + 1 : 0);
  }
  const { player, chasers } = game.state;
  const blurred = show(game.state).map(
    (value, i, all) => (value + (all[i + 8] ?? 0) + (all[i - 8] ?? 0)) / 3,
  );
  const places = freeCells(player, [player, ...chasers]);
  const off = places.filter((place) => readTile(blurred, place, trueTile(game.state, place)).off > 3);
  expect(off.length).toBeGreaterThan(places.length / 10);
});
