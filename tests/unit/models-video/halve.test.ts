// The harness makes pictures smaller as the recipe does (Pillow's bicubic), so that what is measured is what was trained.
import { expect, test } from 'vitest';
import { halve, keys } from '../../quality/video/halve.ts';

const grey = (width: number, height: number, of: (x: number, y: number) => number) => ({
  width,
  height,
  pixels: Uint8Array.from({ length: width * height * 4 }, (_, i) =>
    i % 4 === 3 ? 255 : of((i >> 2) % width, Math.floor((i >> 2) / width)),
  ),
});

test('the cubic is 1 at 0, 0 at every other whole number, and sums to 1', () => {
  expect([-3, -2, -1, 0, 1, 2, 3].map(keys)).toEqual([0, 0, 0, 1, 0, 0, 0]);
  expect(keys(-1.7) + keys(-0.7) + keys(0.3) + keys(1.3)).toBeCloseTo(1, 12);
});

test('plain pictures stay what they are, to the border', () => {
  const { width, height, pixels } = halve(grey(16, 12, () => 201));
  expect([width, height]).toEqual([8, 6]);
  expect(new Set(pixels)).toEqual(new Set([201, 255]));
});

test('numbers that Pillow 13 gives', () => {
  // Image.fromarray(a).resize((8, 4), Image.Resampling.BICUBIC) of a[y][x] = (x * x * 3 + y * 17 + (x * y) % 5 * 20) % 256
  const { pixels } = halve(grey(16, 8, (x, y) => (x * x * 3 + y * 17 + ((x * y) % 5) * 20) % 256));
  const rows = Array.from({ length: 4 }, (_, y) =>
    Array.from({ length: 8 }, (_, x) => pixels[(y * 8 + x) * 4]!),
  );
  for (const [y, row] of PILLOW.entries())
    for (const [x, value] of row.entries()) expect(Math.abs(rows[y]![x]! - value)).toBeLessThanOrEqual(1);
});

const PILLOW: readonly (readonly number[])[] = [
  [17, 57, 93, 137, 133, 104, 162, 149],
  [72, 118, 136, 141, 95, 139, 128, 179],
  [99, 128, 147, 121, 64, 161, 94, 176],
  [126, 177, 199, 106, 119, 136, 114, 89],
];

test('odd sides are refused', () => {
  expect(() => halve(grey(7, 4, () => 0))).toThrow(/odd/);
});
