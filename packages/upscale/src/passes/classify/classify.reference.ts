import {
  compress,
  type Rgb,
  readBilinear,
  type Grid,
  neighbours,
  occlusionLimit,
  shareNearer,
  smoothstep,
} from '@frameloom/gpu/frame/reference';

/** The tunable constants of classify.wgsl. */
export type ClassifyTuning = Record<
  | 'meanLow'
  | 'meanHigh'
  | 'spreadLow'
  | 'spreadHigh'
  | 'newsLow'
  | 'newsHigh'
  | 'approach'
  | 'strangeLow'
  | 'strangeHigh'
  | 'similar',
  number
>;

/** Inputs of classify.wgsl as numbers, per render pixel unless said otherwise. */
export type ClassifyInputs = {
  size: { width: number; height: number };
  displaySize: { width: number; height: number };
  luma: ArrayLike<number>;
  /** uvPrevious − uv: x, y. */
  motion: ArrayLike<number>;
  nearness: ArrayLike<number>;
  /** Luma less history's. */
  difference: ArrayLike<number>;
  /** 1 where a thin thing moves, which samples hit and miss. */
  thin: ArrayLike<number>;
  /** Of what this frame shows, where it was in the last. */
  previousNearness: ArrayLike<number>;
  /** Of what the last frame showed. */
  seenNearness: ArrayLike<number>;
  /** 1 where that moved as the pixel did. */
  seenAlong: ArrayLike<number>;
  /** Change, factor, –, change at rest per 4×4 pixels. */
  shading: Grid;
  reactive?: ArrayLike<number>;
  /** Four per pixel, with the colour before transparent objects. */
  opaque?: { color: ArrayLike<number>; without: ArrayLike<number> };
  /** Luma of the last three frames, and half of instability or a half and half of reactivity: four per pixel. */
  lumaHistory: ArrayLike<number>;
  tolerance: { relative: number; absolute: number };
  hdr: boolean;
  reset: boolean;
  tuning: ClassifyTuning;
};

/** The maths of classify.wgsl for one pixel: (disocclusion, reactive, change, stability) and luma of four frames. */
export function classifyReference(
  inputs: ClassifyInputs,
  x: number,
  y: number,
): { mask: number[]; luma: number[] } {
  const { size, luma, tuning } = inputs;
  const { width, height } = size;
  const at = y * width + x;
  const own = luma[at]!;
  const was = [
    (x + 0.5) / width + inputs.motion[at * 2]!,
    (y + 0.5) / height + inputs.motion[at * 2 + 1]!,
  ] as const;
  const inside = !inputs.reset && was.every((v) => v >= 0 && v <= 1);
  const [blockChange, factor, , blockAtRest] = readBilinear(
    inputs.shading,
    Math.min(Math.max((x + 0.5) / 4, 0.5), Math.ceil(width / 4) - 0.5),
    Math.min(Math.max((y + 0.5) / 4, 0.5), Math.ceil(height / 4) - 0.5),
  ) as [number, number, number, number];
  const speed = Math.hypot(
    inputs.motion[at * 2]! * inputs.displaySize.width,
    inputs.motion[at * 2 + 1]! * inputs.displaySize.height,
  );
  const still = 1 - smoothstep(0.02, 0.2, speed);

  const taps = neighbours(x, y, width, height);
  const now = taps.map((tap) => luma[tap]!);
  const past = taps.map((tap) => (luma[tap]! - inputs.difference[tap]!) * factor);
  const { deviation, drift, scattered } = compare(now, past, tuning);

  let flash = 0;
  if (inputs.reactive) flash = Math.max(...taps.map((tap) => inputs.reactive![tap]!));
  if (inputs.opaque) flash = Math.max(flash, derivedReactive(inputs.opaque, at, inputs.hdr));

  let older = [own, own, own, 0];
  let unstable = 0;
  let passed = 0;
  let hidden = 1;
  let change = Math.max(blockChange + (blockAtRest - blockChange) * still, drift, scattered);
  if (inside) {
    const px = Math.min(Math.max(Math.trunc(was[0] * width), 0), width - 1);
    const py = Math.min(Math.max(Math.trunc(was[1] * height), 0), height - 1);
    older = [0, 1, 2, 3].map((c) => inputs.lumaHistory[(py * width + px) * 4 + c]!);
    passed = Math.max(2 * older[3]! - 1, 0);
    const wasUnstable = older[3]! > 0.5 ? 0 : 2 * older[3]!;
    const step = Math.abs(own - older[0]!);
    const back = Math.min(Math.abs(own - older[1]!), Math.abs(own - older[2]!));
    const flicker = step > 0.02 ? Math.min(Math.max(1 - back / (step + 1e-4), 0), 1) : 0;
    const alone = 1 - Math.min(4 * Math.max(flash, passed), 1);
    unstable = Math.max(flicker, wasUnstable * 0.85) * alone;
    const [low, high] = [Math.min(...older.slice(0, 3)), Math.max(...older.slice(0, 3))];
    const history = own - inputs.difference[at]!;
    const news = Math.max(own - high, low - own, history - Math.max(high, own), Math.min(low, own) - history);
    const isNews = smoothstep(tuning.newsLow, tuning.newsHigh, news / deviation) * (1 - unstable);
    change *= 1 - still * (1 - isNews);
    const limit = occlusionLimit(inputs.nearness[at]!, inputs.tolerance);
    const seenLimit = limit + inputs.nearness[at]! * tuning.approach;
    const stray = Math.abs(inputs.difference[at]!) / deviation;
    const strange = smoothstep(tuning.strangeLow, tuning.strangeHigh, stray);
    const left = smoothstep(
      tuning.strangeLow,
      tuning.strangeHigh,
      Math.min(stray, Math.abs(own - older[0]!) / deviation),
    );
    const seen = (along: number): number => {
      const nearness = Array.from(inputs.seenNearness, (n, i) => (inputs.seenAlong[i] === along ? n : 0));
      return shareNearer(nearness, size, seenLimit, was);
    };
    hidden = Math.max(
      shareNearer(inputs.previousNearness, size, limit, was),
      Math.max(seen(0) * strange, seen(1) * left * (1 - still * alone)) * (1 - unstable),
    );
    if (inputs.thin[at]) hidden = 0;
  }
  const stable = Math.max(isThin(now, tuning.similar) ? 1 : 0, unstable) * (1 - hidden);
  return {
    mask: [hidden, Math.max(flash, passed), change, stable],
    luma: [own, older[0]!, older[1]!, 0.5 * (flash > 0.01 ? 1 + flash : unstable)],
  };
}

/** How 3×3 lumas differ from history's: together, and one by one, in standard deviations of both. */
function compare(
  now: readonly number[],
  past: readonly number[],
  tuning: ClassifyTuning,
): { deviation: number; drift: number; scattered: number } {
  const mean = average(now);
  const pastMean = average(past);
  const squares = average(now.map((l, i) => l * l + past[i]! ** 2));
  const deviation = Math.sqrt(Math.max(squares - mean * mean - pastMean * pastMean, 0)) + 0.01 + 0.01 * mean;
  const spread = average(now.map((l, i) => Math.abs(l - past[i]!)));
  return {
    deviation,
    drift: smoothstep(tuning.meanLow, tuning.meanHigh, Math.abs(mean - pastMean) / deviation),
    scattered: smoothstep(tuning.spreadLow, tuning.spreadHigh, spread / deviation),
  };
}

/** Whether the middle of 3×3 lumas is a ridge of one pixel: none of the 2×2 blocks around it is of its kind. */
function isThin(lumas: readonly number[], similar: number): boolean {
  const own = lumas[4]!;
  const alike = lumas.map((l) => (Math.max(l, own) + 0.01) / (Math.min(l, own) + 0.01) < similar);
  const others = lumas.filter((_, i) => !alike[i]);
  const ridge = others.length > 0 && (own > Math.max(...others) || own < Math.min(...others));
  const corners = [
    [0, 1, 3, 4],
    [1, 2, 4, 5],
    [3, 4, 6, 7],
    [4, 5, 7, 8],
  ];
  // Without any neighbour that differs a pixel is no ridge, and its blocks are all alike.
  return ridge && !corners.some((block) => block.every((i) => alike[i]));
}

function derivedReactive(
  { color, without }: { color: ArrayLike<number>; without: ArrayLike<number> },
  pixel: number,
  hdr: boolean,
): number {
  const compressed = (source: ArrayLike<number>): Rgb =>
    compress([0, 1, 2].map((c) => Math.max(source[pixel * 4 + c]!, 0)) as Rgb, hdr);
  const [a, b] = [compressed(color), compressed(without)];
  const most = Math.max(...a.map((v, c) => Math.abs(v - b[c]!)));
  return most > 0.02 ? Math.min(most * 2, 0.9) : 0;
}

function average(values: readonly number[]): number {
  return values.reduce((sum, v) => sum + v, 0) / values.length;
}
