import { describe, expect, test } from 'vitest';
import { flip, flipMap, flipReference } from '../../quality/metrics/flip.ts';
import type { Picture } from '../../quality/metrics/picture.ts';
import { psnr } from '../../quality/metrics/psnr.ts';
import { ssim } from '../../quality/metrics/ssim.ts';
import { temporalError, tpsnr } from '../../quality/metrics/tpsnr.ts';
import { makePicture, type Recipe } from './pictures.ts';

// Computed by others from the same recipes (pictures.ts), in Python:
// - FLIP: flip_evaluator 1.7 (NVIDIA's own), evaluate(a / 255, b / 255, "LDR"), its mean at its default 67.02 pixels per
//   degree; a is the reference.
// - PSNR: scikit-image 0.26 peak_signal_noise_ratio(a, b, data_range=255) on RGB.
// - SSIM: scikit-image 0.26 structural_similarity(gaussian_weights=True, sigma=1.5, use_sample_covariance=False,
//   data_range=255) on a @ [.2126, .7152, .0722] in float64.
const published: [reference: Recipe, test: Recipe, psnr: number, ssim: number, flip: number][] = [
  ['base', 'shift', 13.113699, 0.66652709, 0.37682518],
  ['base', 'noise', 29.189855, 0.94103128, 0.04265922],
  ['smooth', 'smooth2', 27.461594, 0.99781716, 0.20795183],
  ['green', 'blue', 1.760913, 0.20001955, 1],
  ['grey', 'line', 25.877442, 0.90149268, 0.02814423],
  ['smooth', 'grey', 12.150164, 0.38531453, 0.82447165],
];

describe.each(published)('%s against %s', (referenceName, testName, decibels, similarity, error) => {
  const reference = makePicture(referenceName);
  const picture = makePicture(testName);

  test('psnr is what scikit-image says', () => {
    expect(psnr(picture, reference)).toBeCloseTo(decibels, 5);
  });

  test('ssim is what scikit-image says', () => {
    expect(ssim(picture, reference)).toBeCloseTo(similarity, 5);
  });

  test('flip is what its authors’ evaluator says', () => {
    expect(flip(picture, reference)).toBeCloseTo(error, 4);
  });
});

test('a picture against itself is perfect in every metric', () => {
  const picture = makePicture('base');
  expect(psnr(picture, picture)).toBe(Number.POSITIVE_INFINITY);
  expect(ssim(picture, picture)).toBeCloseTo(1, 12);
  expect(flip(picture, picture)).toBe(0);
  expect(tpsnr([temporalError(picture, picture, picture, picture)])).toBe(Number.POSITIVE_INFINITY);
});

test('psnr of a constant error of 1 is 48.1308 dB', () => {
  expect(psnr(flat(100), flat(101))).toBeCloseTo(20 * Math.log10(255), 10);
});

test('tpsnr ignores a constant error and counts flicker', () => {
  expect(temporalError(flat(90), flat(80), flat(110), flat(100))).toBe(0);
  // The picture jumps by 10 while the reference holds still.
  const jump = temporalError(flat(90), flat(80), flat(85), flat(85));
  expect(jump).toBe(100);
  // Errors are averaged before they become decibels.
  expect(tpsnr([jump, 0])).toBeCloseTo(10 * Math.log10((255 * 255) / 50), 10);
});

test('flip sees a thin line where it is and nowhere far from it', () => {
  const map = flipMap(makePicture('line'), makePicture('grey'));
  const row = map.subarray(32 * 96, 33 * 96);
  expect(Math.max(...row)).toBe(row[48]);
  expect(row[48]).toBeGreaterThan(0.4);
  expect(row[10]).toBeLessThan(1e-6);
});

test('pictures of different sizes are refused', () => {
  const wide = makePicture('base', 100, 64);
  for (const metric of [psnr, ssim, flip]) {
    expect(() => metric(wide, makePicture('base'))).toThrow(/differ in size/);
  }
});

test('960×540 takes well under half a second of one core in FLIP and in SSIM', () => {
  const [a, b] = [makePicture('base', 960, 540), makePicture('noise', 960, 540)];
  // Processor time, the best of a few runs: other programs on the machine do not count.
  const cost = (work: () => void): number => {
    const runs = Array.from({ length: 4 }, () => {
      const start = process.cpuUsage();
      work();
      return process.cpuUsage(start).user / 1000;
    });
    return Math.min(...runs);
  };
  const reference = flipReference(a);
  expect(cost(() => flip(b, reference))).toBeLessThan(800);
  expect(cost(() => ssim(b, a))).toBeLessThan(400);
});

function flat(value: number): Picture {
  return { width: 16, height: 16, pixels: new Uint8Array(16 * 16 * 4).fill(value) };
}
