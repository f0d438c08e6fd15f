import { readBilinear, readCubic, type Grid } from '@frameloom/gpu/frame/reference';

type Vector = readonly [number, number];

/** Inputs of mix.wgsl as numbers; colours display-referred. */
export type MixInputs = {
  size: { width: number; height: number };
  before: Grid;
  now: Grid;
  beforeSmall: Grid;
  nowSmall: Grid;
  /** x, y per block, in texels of half the size. */
  flow: Grid;
  t: number;
};

const switching = 0.8;
const stay = 0.001;
const outside = 0.02;
const softness = 0.5;
const flat = 0.002;
const least = 0.02;
const alike = 0.5;
const near = 1;

/** The maths of mix.wgsl at one pixel, without cuts: colour and alpha. */
export function mixReference(inputs: MixInputs, x: number, y: number): number[] {
  const { size, flow } = inputs;
  const uv: Vector = [(x + 0.5) / size.width, (y + 0.5) / size.height];
  const scaled = (v: ArrayLike<number>): Vector => [(v[0]! * 2) / size.width, (v[1]! * 2) / size.height];
  const smoothed = scaled(readBilinear(flow, (x + 0.5) / 8, (y + 0.5) / 8));
  const pixels = (v: Vector, from: Vector): number =>
    Math.hypot((v[0] - from[0]) * size.width, (v[1] - from[1]) * size.height);
  const candidates = [{ vector: smoothed, count: 1 }];
  for (let i = 0; i < 9; i++) {
    const bx = Math.min(Math.max(Math.floor(x / 8) + (i % 3) - 1, 0), flow.width - 1);
    const by = Math.min(Math.max(Math.floor(y / 8) + Math.floor(i / 3) - 1, 0), flow.height - 1);
    const at = (by * flow.width + bx) * flow.channels;
    const vector = scaled([flow.data[at]!, flow.data[at + 1]!]);
    const same = candidates.slice(1).findLast((other) => pixels(vector, other.vector) < alike);
    if (same) same.count += 1;
    else candidates.push({ vector, count: 1 });
  }
  const unmoved = difference(inputs, uv, smoothed);
  const matched = candidates.map(({ vector, count }, k) => {
    const away = pixels(vector, smoothed);
    const apart = away > alike / 2 ? difference(inputs, uv, vector) : unmoved;
    return { vector, count, cost: k === 0 ? unmoved * switching : apart + stay * Math.min(away, 16) };
  });
  const best = matched.reduce((least, one) => (one.cost < least.cost ? one : least));
  const weighed = matched.map(({ vector, count, cost }) => ({
    vector,
    weight: count * Math.exp((best.cost - cost) / (softness * best.cost + flat)),
  }));
  const isNear = ({ vector }: { vector: Vector }): boolean => pixels(vector, best.vector) < near;
  const first = meanOf(weighed.filter(isNear));
  const read = [first, ...weighed.filter((one) => !isNear(one) && one.weight >= least)];
  const total = read.reduce((sum, { weight }) => sum + weight, 0);
  const sum = [0, 0, 0, 0];
  for (const { vector, weight } of read) {
    along(inputs, uv, vector).forEach((value, c) => (sum[c]! += (weight / total) * value));
  }
  return sum;
}

function meanOf(list: readonly { vector: Vector; weight: number }[]): { vector: Vector; weight: number } {
  const weight = list.reduce((sum, one) => sum + one.weight, 0);
  const mean = (axis: 0 | 1): number =>
    list.reduce((sum, one) => sum + one.weight * one.vector[axis], 0) / weight;
  return { vector: [mean(0), mean(1)], weight };
}

/** Both pictures along a vector, by time. */
function along({ size, before, now, t }: MixInputs, uv: Vector, vector: Vector): number[] {
  const [previous, current] = ends(uv, vector, t);
  const [a, b] = [(1 - t) * (isInside(previous) ? 1 : 1e-3), t * (isInside(current) ? 1 : 1e-3)];
  const read = (image: Grid, at: Vector): number[] =>
    readCubic(image, at[0] * size.width, at[1] * size.height).map((v) => Math.max(v, 0));
  const c = read(now, current);
  return read(before, previous).map((value, i) => (value * a + c[i]! * b) / (a + b));
}

const isInside = (at: Vector): boolean => at.every((v) => v >= 0 && v <= 1);

function ends(uv: Vector, vector: Vector, t: number): [Vector, Vector] {
  return [
    [uv[0] + t * vector[0], uv[1] + t * vector[1]],
    [uv[0] - (1 - t) * vector[0], uv[1] - (1 - t) * vector[1]],
  ];
}

function difference({ size, beforeSmall, nowSmall, t }: MixInputs, uv: Vector, vector: Vector): number {
  const [previous, current] = ends(uv, vector, t);
  let sum = 0;
  for (let i = 0; i < 9; i++) {
    const offset = [(2 * ((i % 3) - 1)) / size.width, (2 * (Math.floor(i / 3) - 1)) / size.height];
    const moved = (at: Vector): Vector => [at[0] + offset[0]!, at[1] + offset[1]!];
    if (!(isInside(moved(previous)) && isInside(moved(current)))) {
      sum += outside;
      continue;
    }
    const read = (grid: Grid, at: Vector): number[] =>
      readBilinear(grid, at[0] * grid.width, at[1] * grid.height);
    const [a, b] = [read(beforeSmall, moved(previous)), read(nowSmall, moved(current))];
    [1, 0.7, 0.7].forEach((weight, c) => (sum += weight * Math.abs(a[c]! - b[c]!)));
  }
  return sum / 9;
}
