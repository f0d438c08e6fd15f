import { expect, test } from 'vitest';
import { createPace, paceSteps } from '../../../examples/shared/pace.ts';

/** Plays a page whose frames take `cost(scale)` milliseconds; returns the scales that it was drawn at. */
function play(start: number, cost: (scale: number) => number, milliseconds = 60_000): number[] {
  const scales = [start];
  const pace = createPace(start, (scale) => scales.push(scale));
  for (let now = 0; now < milliseconds; now += Math.max(1000 / 60, cost(pace.scale))) pace.drawn(now);
  expect(pace.scale).toBe(scales.at(-1));
  return scales;
}

test('a fast GPU draws all pixels', () => {
  expect(play(1, () => 4)).toEqual([1]);
});

test('where pixels cost the time, the scale falls at once to what moves', () => {
  // 400 ms for all pixels: 25 at a quarter of the width.
  const scales = play(1, (scale) => 400 * scale ** 2);
  expect(scales.length).toBeLessThanOrEqual(3);
  expect(scales.at(-1)).toBe(0.25);
});

test('it rises while that is quick, and not again to what was too slow', () => {
  const scales = play(0.25, (scale) => 100 * scale ** 2, 300_000);
  expect(scales.at(-1)).toBe(0.5);
  expect(scales.filter((scale) => scale === 0.7).length).toBeLessThanOrEqual(1);
});

test('where fewer pixels do not help, it goes back and stays', () => {
  const scales = play(0.5, () => 900, 300_000);
  expect(scales.at(-1)).toBe(0.5);
  expect(scales.length).toBe(3);
});

test('pauses are not judged', () => {
  const scales: number[] = [];
  const pace = createPace(1, (scale) => scales.push(scale));
  let now = 0;
  for (let i = 0; i < 200; i++) {
    pace.drawn((now += 10_000));
    pace.skipped();
  }
  expect(scales).toEqual([]);
  expect(paceSteps.toSorted((a, b) => b - a)).toEqual(paceSteps);
});
