// The invisible mark: found after what files go through, and not where it is not. `npm run quality -- --mark` prints the same figures.
import { detectMark } from '@frameloom/image';
import { expect, test } from 'vitest';
import { measureMark } from '../../support/image/mark.ts';

const timeout = 180_000;

test(
  'is found in 99 of 100 pictures after JPEG of quality 70, after halving, and after both',
  { timeout },
  () => {
    const { found, psnr } = measureMark({ marked: 100, unmarked: 0 });
    const { 'halved, JPEG 70': hardest, ...others } = found;
    expect(Math.min(...Object.values(others)), JSON.stringify(found)).toBeGreaterThanOrEqual(99);
    expect(hardest).toBeGreaterThanOrEqual(90);
    // Hardly to be seen.
    expect(psnr).toBeGreaterThan(37);
  },
);

test('is found in none of 1,000 pictures without it', { timeout }, () => {
  expect(measureMark({ marked: 0, unmarked: 1000 }, 96).highestUnmarked).toBeLessThan(4.5);
});

test('needs pixels', () => {
  expect(() => detectMark({ width: 4, height: 4, data: [1] })).toThrow(/RGBA/);
  expect(detectMark({ width: 8, height: 8, data: new Uint8Array(256) })).toEqual({ found: false, score: 0 });
});
