// The figures of `npm run quality -- --video`, on pictures whose figures are known.
import { expect, test } from 'vitest';
import type { Picture } from '../../quality/metrics/picture.ts';
import { createTally } from '../../quality/video/metrics.ts';

const plain = (red: number, green: number, blue: number): Picture => ({
  width: 16,
  height: 16,
  pixels: Uint8Array.from({ length: 1024 }, (_, i) => [red, green, blue, 255][i % 4]!),
});

test('PSNR is of luma: 10 steps of grey are 28.13 dB, 10 steps of blue far less wrong', () => {
  const grey = createTally();
  grey.add(plain(110, 110, 110), plain(100, 100, 100));
  expect(grey.figures().psnr).toBeCloseTo(20 * Math.log10(255 / 10), 4);
  const blue = createTally();
  blue.add(plain(100, 100, 110), plain(100, 100, 100));
  expect(blue.figures().psnr).toBeCloseTo(20 * Math.log10(255 / (10 * 0.0722)), 3);
});

test('tPSNR sees what changes and not what stays wrong', () => {
  const steady = createTally();
  for (let i = 0; i < 3; i++) steady.add(plain(110, 110, 110), plain(100, 100, 100));
  expect(steady.figures().tpsnr).toBe(100);
  const flicker = createTally();
  for (let i = 0; i < 3; i++)
    flicker.add(plain(100 + (i % 2), 100 + (i % 2), 100 + (i % 2)), plain(100, 100, 100));
  expect(flicker.figures().tpsnr).toBeCloseTo(20 * Math.log10(255), 4);
});

test('pictures that do not follow each other have no tPSNR', () => {
  const tally = createTally();
  tally.add(plain(1, 1, 1), plain(0, 0, 0));
  tally.cut();
  tally.add(plain(9, 9, 9), plain(0, 0, 0));
  expect(tally.figures().tpsnr).toBeNull();
});
