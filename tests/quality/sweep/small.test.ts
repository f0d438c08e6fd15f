// Points of one display pixel and wires of a third of one, bright, dark, at rest and moving.
import { describe, test } from 'vitest';
import { expectAboveBilinear, expectLight, expectNoTrails, ours } from './checks.ts';
import type { Case } from './shots.ts';

describe('not below bilinear', () => {
  test.each<Case>([
    ['points', {}],
    ['points', { light: 100 }],
    ['points', { light: 10_000 }],
    ['points', { back: 0.5, light: 3 }],
    ['points', { speed: 0.7, pan: true }],
    ['points', { speed: 0.7 }],
    ['wires', {}],
    ['wires', { light: 100 }],
    ['wires', { back: 0.5, light: 3 }],
    ['wires', { speed: 0.7, pan: true }],
    ['wires', { speed: 0.7 }],
  ])('%s, %o', (...scene) => expectAboveBilinear(scene));
});

describe('light at rest is that of the reference within 2 %', () => {
  test.each<Case>([
    ['points', {}],
    ['points', { light: 10_000 }],
    ['wires', {}],
    ['wires', { light: 100 }],
  ])('%s, %o', (...scene) => expectLight(scene, 'analytic', 0.02));

  test.each(['standard', 'lite'])('points, with %s, within 4 %%', (name) =>
    expectLight(['points', {}], name, 0.04),
  );
});

describe('moving', () => {
  // The samples of the measured frames alone have up to 3 % more or less.
  test.each<[...Case, number]>([
    ['points', { speed: 0.7 }, 0.04],
    ['points', { speed: 0.7, pan: true }, 0.04],
    ['wires', { speed: 0.7 }, 0.16],
    ['wires', { speed: 0.7, pan: true }, 0.16],
  ])('light of %s, %o, within %d', (kind, options, tolerance) =>
    expectLight([kind, options], 'analytic', tolerance),
  );

  test.each<Case>([
    ['points', { speed: 0.7 }],
    ['points', { speed: 0.7, pan: true }],
    ['wires', { speed: 0.7 }],
  ])('%s, %o: less than a hundredth of the light trails behind', async (...scene) => {
    for (const name of ours) await expectNoTrails(scene, name, 0.01);
  });
});
