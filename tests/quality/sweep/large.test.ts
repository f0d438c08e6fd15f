// A knot on dark and transparent ground, and additive sprites over a railing, at rest and moving.
import { describe, expect, test } from 'vitest';
import { expectAboveBilinear, expectLight, expectNoTrails, ours } from './checks.ts';
import { encoded, over, pageOf, psnr, type Page } from './rate.ts';
import { samplesOf, shotsOf, size, type Case } from './shots.ts';

describe('not below bilinear', () => {
  test.each<Case>([
    ['knot', {}],
    ['knot', { speed: 0.5 }],
    ['knot', { speed: 3 }],
    ['knot', { back: 0.01, speed: 3 }],
    ['knot', { light: 1000 }],
    ['sprites', {}],
    ['sprites', { speed: 5 }],
    ['sprites', { speed: 15 }],
  ])('%s, %o', (...scene) => expectAboveBilinear(scene));
});

describe('light at rest is that of the reference within 2 %', () => {
  test.each<Case>([
    ['knot', {}],
    ['knot', { back: 0.01 }],
    ['knot', { light: 1000 }],
    ['knot', { light: 0.003 }],
  ])('%s, %o', (...scene) => expectLight(scene, 'analytic', 0.02));
});

test.each<Case>([
  ['knot', { speed: 0.5 }],
  ['knot', { speed: 3 }],
])('%s, %o: no trails', async (...scene) => {
  for (const name of ours) await expectNoTrails(scene, name, 0.003);
});

describe('a transparent canvas', () => {
  const pages: Record<string, Page> = {
    black: pageOf(() => 0),
    white: pageOf(() => 1),
    photograph: pageOf((pixel, channel) => {
      const [x, y] = [pixel % size.width, Math.floor(pixel / size.width)];
      const wave = Math.sin(x * 0.13 + channel) * Math.cos(y * 0.09 - channel);
      return 0.5 + 0.2 * wave + 0.25 * Math.sin(x * 0.021 * (channel + 1) + y * 0.03);
    }),
  };

  test.each([
    { speed: 0, ratios: [2] },
    { speed: 3, ratios: [2, 1] },
  ])('over black, white and a photograph, %o', async ({ speed, ratios }) => {
    const scene: Case = ['knot', { back: null, speed }];
    const frames = (await samplesOf(scene)).map((samples) => samples.map(encoded));
    for (const [name, page] of Object.entries(pages)) {
      // The page shows the mean of what every sample would look like over it.
      const references = frames.map((samples) => mean(samples.map((sample) => over(page, sample))));
      for (const ratio of ratios) {
        const rate = async (method: string): Promise<number> =>
          psnr(
            (await shotsOf(scene, method, ratio)).map((shot) => over(page, encoded(shot))),
            references,
          );
        const least = (await rate('bilinear')) + (speed === 0 ? 7 : 0);
        for (const method of ours) {
          expect(await rate(method), `${method} over ${name}, ratio ${ratio}`).toBeGreaterThan(least);
        }
      }
    }
  });
});

function mean(pictures: readonly Float32Array[]): Float32Array {
  const sum = new Float32Array(pictures[0]!.length);
  for (const picture of pictures)
    for (let k = 0; k < sum.length; k++) sum[k]! += picture[k]! / pictures.length;
  return sum;
}
