// Random seeks, pauses, sources, sizes and disposals leave nothing behind. Longer: `node tests/soak/video/run.mjs`.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startHarness, type Harness } from './harness.ts';

let harness: Harness;

beforeAll(async () => {
  harness = await startHarness();
}, 120_000);
afterAll(() => harness?.close());

it('a churn leaves no canvas, listener or byte of GPU memory', async () => {
  const { page, errors } = await harness.open();
  const left = await page.evaluate(() => globalThis.tools.churn.churn(80, 3));
  expect(left).toMatchObject({ canvases: 0, layers: 0, listeners: 0, gpuBytes: 0, errors: [] });
  expect(left.mostBytes).toBeGreaterThan(10_000);
  expect(left.active).toBeGreaterThan(20);
  expect(Object.keys(left.done).length).toBe(17);
  expect(errors).toEqual([]);
});

it('video at sixteen times its speed keeps memory flat and shows no old frame', async () => {
  const { page, errors } = await harness.open();
  const { frames, stale, gpuBytes, seconds } = await page.evaluate(() => globalThis.tools.churn.longPlay(40));
  expect(seconds).toBeGreaterThanOrEqual(40);
  expect(frames).toBeGreaterThan(20);
  expect(stale).toBe(0);
  expect(gpuBytes[1]).toBe(gpuBytes[0]);
  expect(errors).toEqual([]);
});
