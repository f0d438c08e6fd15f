import type { Pixels } from '@frameloom/image';

/** Annex K of the JPEG standard, tables of quality 50. */
const luma = [
  16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22,
  29, 51, 87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103,
  121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
];

const cosines = Array.from({ length: 64 }, (_, i) => {
  const [u, x] = [i >> 3, i & 7];
  return (u === 0 ? Math.SQRT1_2 : 1) * 0.5 * Math.cos(((2 * x + 1) * u * Math.PI) / 16);
});

/**
 * What JPEG of a quality from 50 to 100 does to the brightness of a picture, as libjpeg scales its tables: blocks of 8×8, their
 * cosine transform rounded to multiples. Colours become grey, in which the mark is looked for.
 */
export function jpegGrey({ width, height, data }: Pixels, quality: number): Pixels {
  const scale = (200 - 2 * quality) / 100;
  const table = luma.map((value) => Math.max(1, Math.floor(value * scale + 0.5)));
  const result = new Uint8ClampedArray(data.length).fill(255);
  const at = (x: number, y: number): number => (Math.min(y, height - 1) * width + Math.min(x, width - 1)) * 4;
  for (let top = 0; top < height; top += 8) {
    for (let left = 0; left < width; left += 8) {
      const block = Float64Array.from({ length: 64 }, (_, i) => {
        const p = at(left + (i & 7), top + (i >> 3));
        return 0.299 * data[p]! + 0.587 * data[p + 1]! + 0.114 * data[p + 2]! - 128;
      });
      const frequencies = transform(block, false).map((v, i) => Math.round(v / table[i]!) * table[i]!);
      transform(frequencies, true).forEach((value, i) => {
        const [x, y] = [left + (i & 7), top + (i >> 3)];
        if (x < width && y < height) result.fill(value + 128, at(x, y), at(x, y) + 3);
      });
    }
  }
  return { width, height, data: result };
}

/** The cosine transform of 8×8 numbers, or back. */
function transform(block: Float64Array, isInverse: boolean): Float64Array {
  const weight = (a: number, b: number): number => cosines[isInverse ? b * 8 + a : a * 8 + b]!;
  const rows = new Float64Array(64);
  const result = new Float64Array(64);
  for (let y = 0; y < 8; y++)
    for (let u = 0; u < 8; u++)
      for (let x = 0; x < 8; x++) rows[y * 8 + u]! += weight(u, x) * block[y * 8 + x]!;
  for (let v = 0; v < 8; v++)
    for (let u = 0; u < 8; u++)
      for (let y = 0; y < 8; y++) result[v * 8 + u]! += weight(v, y) * rows[y * 8 + u]!;
  return result;
}
