// Points of one display pixel and wires of a third of one, bright, dark, at rest and moving.
import { describe, expect, test } from 'vitest';
import { expectAboveBilinear, expectLight, measured, rateMoving } from './checks.ts';
import type { Case } from './shots.ts';

describe('not below bilinear', () => {
  test.each<Case>([
    ['points', {}],
    ['points', { light: 10_000 }],
    ['points', { back: 0.5, light: 3 }],
    ['wires', {}],
    ['wires', { light: 100 }],
    ['wires', { back: 0.5, light: 3 }],
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

// Tolerances of light: the samples of the measured frames alone have up to 3 % more or less. Printed is the README's table.
describe('moving: light, trails and dB', () => {
  test.each<[...Case, Partial<Record<(typeof measured)[number], number>>]>([
    ['points', { speed: 0.7 }, { analytic: 0.04, standard: 0.1 }],
    ['points', { speed: 3 }, { analytic: 0.05, standard: 0.12 }],
    ['points', { speed: 0.7, pan: true }, { analytic: 0.06, standard: 0.06 }],
    ['points', { speed: 0.7, light: 100 }, { analytic: 0.05, standard: 0.06 }],
    ['wires', { speed: 0.7 }, { analytic: 0.07, standard: 0.08 }],
    ['wires', { speed: 0.7, pan: true }, { analytic: 0.07, standard: 0.06 }],
    ['wires', { speed: 0.7, light: 100 }, { analytic: 0.07, standard: 0.08 }],
  ])('%s, %o', async (kind, options, tolerances) => {
    const rows = await Promise.all(measured.map((name) => rateMoving([kind, options], name)));
    for (const [i, { light, trails, db }] of rows.entries())
      console.log(
        `${kind} ${JSON.stringify(options)} ${measured[i]}: light ${light.toFixed(2)}, trails ${(trails * 100).toFixed(1)} %, ${db.toFixed(1)} dB`,
      );
    for (const [i, { light, trails, db }] of rows.slice(1).entries()) {
      const name = measured[i + 1]!;
      expect(Math.abs(light - 1), name).toBeLessThan(tolerances[name]!);
      expect(trails, name).toBeLessThan(options.speed === 3 ? 0.03 : 0.01);
      expect(db, name).toBeGreaterThan(rows[0]!.db + 3);
    }
  });
});
