// How fast a method mends what has just come into view.
import { ageUnknown } from '../engine/ages.ts';
import { decibels } from '../metrics/psnr.ts';

/** PSNR over uncovered pixels by age. */
export type DisocclusionFigure = {
  /** dB over all pixels uncovered this many frames ago, index 0 = just now; null where there were too few pixels. */
  readonly psnrByAge: readonly (number | null)[];
  readonly pixelsByAge: readonly number[];
  /** dB over ages 16 and up. */
  readonly final: number | null;
  /** First age from which on PSNR stays within 1 dB of `final` (or above it). */
  readonly framesToWithin1dB: number | null;
  /**
   * The same for the gain over bilinear in the same pixels. Pixels that stay in view for long differ in content from those
   * that do not; bilinear has no memory, so it tells what the content alone does. Null where bilinear was not measured.
   */
  readonly framesToWithin1dBOfGain: number | null;
};

const ages = 32;
const settled = 16;
const fewestPixels = 200;

/**
 * Keeps the pixels whose eight neighbours were uncovered too. Those beside the object that moved away hold its silhouette,
 * which is hard at any age, and would make every method look as if it mended slowly.
 */
export function innerUncovered(age: Uint8Array, width: number): Uint8Array {
  const inner = new Uint8Array(age.length).fill(ageUnknown);
  for (let i = width + 1; i < age.length - width - 1; i++) {
    const x = i % width;
    if (age[i] === ageUnknown || x === 0 || x === width - 1) continue;
    let known = true;
    for (const row of [i - width, i, i + width]) {
      known &&= age[row - 1] !== ageUnknown && age[row] !== ageUnknown && age[row + 1] !== ageUnknown;
    }
    if (known) inner[i] = age[i]!;
  }
  return inner;
}

/** One method's squared error over uncovered pixels, and their number, by age. */
export type UncoveredTally = { readonly errors: number[]; readonly pixels: number[] };

/** An empty tally. */
export function newUncoveredTally(): UncoveredTally {
  return { errors: Array.from({ length: ages }, () => 0), pixels: Array.from({ length: ages }, () => 0) };
}

/** Adds one frame; `age` as from {@link innerUncovered}. */
export function addUncovered(
  tally: UncoveredTally,
  test: Uint8Array,
  reference: Uint8Array,
  age: Uint8Array,
): void {
  for (let i = 0; i < age.length; i++) {
    const since = age[i]!;
    if (since === ageUnknown || since >= ages) continue;
    let error = 0;
    for (let c = 4 * i; c < 4 * i + 3; c++) error += (test[c]! - reference[c]!) ** 2;
    tally.errors[since]! += error;
    tally.pixels[since]! += 1;
  }
}

/** The figure of a tally; null where next to nothing was uncovered. */
export function disocclusionFigure({ errors, pixels }: UncoveredTally): DisocclusionFigure | null {
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  if (sum(pixels) < fewestPixels) return null;
  const psnrByAge = pixels.map((count, age) =>
    count < fewestPixels ? null : Math.min(100, decibels(errors[age]! / (3 * count))),
  );
  const late = sum(pixels.slice(settled));
  const final = late < fewestPixels ? null : Math.min(100, decibels(sum(errors.slice(settled)) / (3 * late)));
  const framesToWithin1dB = settling(psnrByAge, final);
  return { psnrByAge, pixelsByAge: pixels, final, framesToWithin1dB, framesToWithin1dBOfGain: null };
}

/** Fills in {@link DisocclusionFigure.framesToWithin1dBOfGain} from bilinear's figure over the same pixels. */
export function overBilinear(figure: DisocclusionFigure, bilinear: DisocclusionFigure): DisocclusionFigure {
  if (figure.final === null || bilinear.final === null) return figure;
  const gains = figure.psnrByAge.map((value, age) => {
    const plain = bilinear.psnrByAge[age];
    return value === null || plain === null || plain === undefined ? null : value - plain;
  });
  return { ...figure, framesToWithin1dBOfGain: settling(gains, figure.final - bilinear.final) };
}

function settling(psnrByAge: readonly (number | null)[], final: number | null): number | null {
  if (final === null) return null;
  let first: number | null = null;
  for (let age = settled - 1; age >= 0; age--) {
    const value = psnrByAge[age];
    if (value === null || value === undefined) continue;
    if (value < final - 1) break;
    first = age;
  }
  return first;
}
