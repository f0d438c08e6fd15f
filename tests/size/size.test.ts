import { expect, test } from 'vitest';
import { listPublished } from '../support/source.ts';
import { measure, type BundleSize } from '../support/build-packages.mjs';

const kB = 1000;

/** Gzipped size that a three.js app pays for `upscale()`, three itself left out. */
const budget = 37.5 * kB;

test('@frameloom/three with everything it imports fits the budget', async () => {
  const bundle = await measure('three');
  console.log(`@frameloom/three bundled: ${show(bundle)}`);
  expect(bundle.bytes).toBeGreaterThan(10 * kB);
  expect(bundle.gzip).toBeLessThanOrEqual(budget);
});

test.each(listPublished())('%s by itself', async (name) => {
  const others = listPublished().filter((other) => other !== name);
  const alone = await measure(name, { external: others });
  console.log(`@frameloom/${name} alone: ${show(alone)}`);
  expect(alone.bytes).toBeGreaterThan(kB);
  expect(alone.gzip).toBeLessThanOrEqual(budget);
});

function show({ bytes, gzip, lazy }: BundleSize & { lazy?: BundleSize }): string {
  const more = lazy && lazy.bytes > 0 ? `; when asked for: ${show(lazy)}` : '';
  return `${(gzip / kB).toFixed(1)} kB gzip, ${(bytes / kB).toFixed(1)} kB${more}`;
}
