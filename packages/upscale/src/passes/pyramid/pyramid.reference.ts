import { smoothstep } from '@frameloom/gpu/frame/reference';

/** Constants of pyramid.wgsl. */
export type PyramidTuning = Record<
  'low' | 'high' | 'sharedLow' | 'sharedHigh' | 'black' | 'seen' | 'followLow' | 'followHigh',
  number
>;

/**
 * What pyramid.wgsl writes: per 4×4 block the change, the factor, the lasting factor and the change of what is at rest, per
 * 16×16 block the sum of log2 luma and the pixels that are not black.
 */
export type PyramidResult = Record<
  'change' | 'factor' | 'lasting' | 'changeAtRest' | 'partials',
  Float64Array
>;

type Sums = {
  signed: number;
  absolute: number;
  luma: number;
  pixels: number;
  /** Of differences in proportion to luma. */
  relative: number;
  squares: number;
};

/**
 * The maths of pyramid.wgsl from luma and its difference to history, per render pixel, and the last frame's factor per block.
 */
export function pyramidReference(
  luma: ArrayLike<number>,
  difference: ArrayLike<number>,
  { width, height }: { width: number; height: number },
  before: ArrayLike<number>,
  tuning: PyramidTuning,
): PyramidResult {
  const sums = (x: number, y: number, size: number): Sums => {
    const sum = { signed: 0, absolute: 0, luma: 0, pixels: 0, relative: 0, squares: 0 };
    const [left, top] = [Math.floor(x / size) * size, Math.floor(y / size) * size];
    for (let j = top; j < Math.min(top + size, height); j++) {
      for (let i = left; i < Math.min(left + size, width); i++) {
        const d = difference[j * width + i]!;
        sum.signed += d;
        sum.absolute += Math.abs(d);
        const l = luma[j * width + i]!;
        const relative = d / (Math.max(l, l - d) + 0.02);
        sum.luma += l;
        sum.relative += relative;
        sum.squares += relative * relative;
        sum.pixels += 1;
      }
    }
    return sum;
  };
  const share = (s: Sums): number => Math.abs(s.signed) / (s.absolute + 1e-6);
  const explained = (s: Sums): number => (s.relative * s.relative) / (s.pixels * s.squares + 1e-9);
  const change = (s: Sums): number => {
    const amount = Math.abs(s.signed) / (s.luma + 0.02 * s.pixels + 1e-6);
    return smoothstep(tuning.low, tuning.high, amount) * smoothstep(0.6, 0.95, share(s));
  };
  const changeAtRest = (s: Sums): number =>
    change(s) * smoothstep(tuning.sharedLow, tuning.sharedHigh, explained(s));
  const factor = (s: Sums): number =>
    Math.min(Math.max(s.luma / Math.max(s.luma - s.signed, 0.01 * s.pixels + 1e-6), 0.5), 2);
  const follows = (s: Sums): number => smoothstep(tuning.followLow, tuning.followHigh, explained(s));

  const [across, down] = [Math.ceil(width / 4), Math.ceil(height / 4)];
  const [groups, rows] = [Math.ceil(width / 16), Math.ceil(height / 16)];
  const result: PyramidResult = {
    change: new Float64Array(across * down),
    changeAtRest: new Float64Array(across * down),
    factor: new Float64Array(across * down),
    lasting: new Float64Array(across * down),
    partials: new Float64Array(groups * rows * 2),
  };
  for (let block = 0; block < across * down; block++) {
    const x = (block % across) * 4;
    const y = Math.floor(block / across) * 4;
    const [middle, coarse] = [sums(x, y, 8), sums(x, y, 16)];
    const fine = sums(x, y, 4);
    result.change[block] = Math.max(change(fine), change(middle), change(coarse));
    result.changeAtRest[block] = Math.max(changeAtRest(fine), changeAtRest(middle), changeAtRest(coarse));
    const wide = mix(1, factor(coarse), follows(coarse));
    result.factor[block] = mix(wide, factor(middle), follows(middle));
    result.lasting[block] = lasting(result.factor[block]!, before[block]!);
  }
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const group = Math.floor(y / 16) * groups + Math.floor(x / 16);
      const l = luma[y * width + x]!;
      const weight = smoothstep(tuning.black, tuning.seen, l);
      result.partials[group * 2]! += weight * Math.log2(Math.max(l / Math.max(1 - l, 1 / 2048), 1e-5));
      result.partials[group * 2 + 1]! += weight;
    }
  }
  return result;
}

function mix(a: number, b: number, t: number): number {
  return a + (b - a) * t;
}

/** The part of a factor that agrees with the last frame's. */
function lasting(factor: number, before: number): number {
  if ((factor - 1) * (before - 1) <= 0) return 1;
  return Math.min(Math.max(factor, Math.min(before, 1)), Math.max(before, 1));
}
