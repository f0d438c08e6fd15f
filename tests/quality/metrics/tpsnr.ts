import { assertSameSize, type Picture } from './picture.ts';
import { decibels } from './psnr.ts';

/**
 * Mean squared error of frame-to-frame differences: (test − previous test) against (reference − previous reference), in
 * 8-bit steps over R, G and B. Flicker, crawling edges and ghosts cost here even where each frame looks right.
 */
export function temporalError(
  test: Picture,
  previousTest: Picture,
  reference: Picture,
  previousReference: Picture,
): number {
  assertSameSize(test, previousTest);
  assertSameSize(test, reference);
  assertSameSize(test, previousReference);
  const [a, b, c, d] = [test.pixels, previousTest.pixels, reference.pixels, previousReference.pixels];
  let total = 0;
  for (let i = 0; i < a.length; i += 4) {
    for (let channel = i; channel < i + 3; channel++) {
      const difference = a[channel]! - b[channel]! - (c[channel]! - d[channel]!);
      total += difference * difference;
    }
  }
  return total / (test.width * test.height * 3);
}

/**
 * tPSNR in dB, peak 255, of the temporal errors of a sequence. The errors are averaged before they become decibels: one
 * frame in which nothing moves has no error in a method without memory, and a mean of decibels would be infinite.
 */
export function tpsnr(errors: readonly number[]): number {
  return decibels(errors.reduce((sum, error) => sum + error, 0) / errors.length);
}
