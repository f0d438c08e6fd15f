import { assertSameSize, type Picture } from './picture.ts';

/** Sum of squared differences over R, G and B of every pixel. */
export function squaredError(a: Uint8Array, b: Uint8Array): number {
  let total = 0;
  for (let i = 0; i < a.length; i += 4) {
    const red = a[i]! - b[i]!;
    const green = a[i + 1]! - b[i + 1]!;
    const blue = a[i + 2]! - b[i + 2]!;
    total += red * red + green * green + blue * blue;
  }
  return total;
}

/** Decibels of a mean squared error of 8-bit values; Infinity for 0. */
export function decibels(meanSquaredError: number): number {
  return 10 * Math.log10((255 * 255) / meanSquaredError);
}

/** Peak signal-to-noise ratio in dB over R, G and B together, peak 255. Infinity for equal pictures. */
export function psnr(test: Picture, reference: Picture): number {
  assertSameSize(test, reference);
  const values = test.width * test.height * 3;
  return decibels(squaredError(test.pixels, reference.pixels) / values);
}
