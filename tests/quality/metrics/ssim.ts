// Structural similarity: Wang, Bovik, Sheikh, Simoncelli, "Image quality assessment: from error visibility to structural
// similarity", 2004.
import { assertSameSize, lumaOf, type Picture } from './picture.ts';
import { convolve, scaleTaps, tapsOf, tapSum, type Plane } from './separable.ts';

const radius = 5;
const sigma = 1.5;
const c1 = (0.01 * 255) ** 2;
const c2 = (0.03 * 255) ** 2;
const window = unitSum(tapsOf(radius, (x) => Math.exp((-x * x) / (2 * sigma * sigma))));

/** A reference picture with everything SSIM needs of it, to be compared with several others. */
export type SsimReference = {
  readonly picture: Picture;
  readonly luma: Plane;
  readonly mean: Plane;
  readonly square: Plane;
};

/** Prepares a reference. */
export function ssimReference(picture: Picture): SsimReference {
  const luma = lumaOf(picture);
  return {
    picture,
    luma,
    mean: blur(luma, picture),
    square: blur(multiply(luma, luma), picture),
  };
}

/**
 * Mean SSIM of Rec. 709 luma of the encoded 8-bit values: 11-tap Gaussian window, σ 1.5, K 0.01 and 0.03, biased
 * covariances, over the pixels whose window lies inside the picture. 1 for equal pictures. Both sides ≥ 11 pixels.
 */
export function ssim(test: Picture, reference: Picture | SsimReference): number {
  const prepared = 'luma' in reference ? reference : ssimReference(reference);
  assertSameSize(test, prepared.picture);
  const { width, height } = test;
  if (width < 11 || height < 11) throw new RangeError(`ssim: ${width}×${height} is smaller than its window.`);
  const luma = lumaOf(test);
  const mean = blur(luma, test);
  const square = blur(multiply(luma, luma), test);
  const product = blur(multiply(luma, prepared.luma), test);
  let total = 0;
  for (let y = radius; y < height - radius; y++) {
    for (let i = y * width + radius; i < (y + 1) * width - radius; i++) {
      const a = mean[i]!;
      const b = prepared.mean[i]!;
      const covariance = product[i]! - a * b;
      const variances = square[i]! - a * a + (prepared.square[i]! - b * b);
      total += ((2 * a * b + c1) * (2 * covariance + c2)) / ((a * a + b * b + c1) * (variances + c2));
    }
  }
  return total / ((width - 2 * radius) * (height - 2 * radius));
}

function blur(plane: Plane, size: Picture): Plane {
  return convolve(plane, size.width, size.height, window, window);
}

function multiply(a: Plane, b: Plane): Plane {
  const result = new Float32Array(a.length);
  for (let i = 0; i < a.length; i++) result[i] = a[i]! * b[i]!;
  return result;
}

function unitSum(taps: ReturnType<typeof tapsOf>): ReturnType<typeof tapsOf> {
  return scaleTaps(taps, 1 / tapSum(taps));
}
