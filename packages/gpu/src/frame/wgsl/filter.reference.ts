/** Numbers in rows, `channels` per texel. */
export type Grid = { width: number; height: number; channels: number; data: ArrayLike<number> };

/** What a linear sampler that clamps to the edge reads at (x, y), in texels. */
export function readBilinear({ width, height, channels, data }: Grid, x: number, y: number): number[] {
  const [bx, by] = [Math.floor(x - 0.5), Math.floor(y - 0.5)];
  const [fx, fy] = [x - 0.5 - bx, y - 0.5 - by];
  const sum = Array.from({ length: channels }, () => 0);
  for (let i = 0; i < 4; i++) {
    const tx = Math.min(Math.max(bx + (i & 1), 0), width - 1);
    const ty = Math.min(Math.max(by + (i >> 1), 0), height - 1);
    const weight = (i & 1 ? fx : 1 - fx) * (i >> 1 ? fy : 1 - fy);
    for (let c = 0; c < channels; c++) sum[c]! += data[(ty * width + tx) * channels + c]! * weight;
  }
  return sum;
}

/** Slope of the cubic at its first neighbours. */
const slope = -0.65;

/** The cubic of filter.wgsl at (x, y), in texels, without the four corner taps, as the shader does it. */
export function readCubic(grid: Grid, x: number, y: number): number[] {
  const axis = (p: number) => {
    const center = Math.floor(p - 0.5) + 0.5;
    const f = p - center;
    const w0 = slope * f * (1 + f * (f - 2));
    const w1 = 1 + f * f * ((slope + 2) * f - (slope + 3));
    const w3 = slope * f * f * (1 - f);
    const w12 = 1 - w0 - w3;
    return { at: [center - 1, center + (w12 - w1) / w12, center + 2], weights: [w0, w12, w3] };
  };
  const [h, v] = [axis(x), axis(y)];
  const sum = Array.from({ length: grid.channels }, () => 0);
  let total = 0;
  for (const [i, j] of [
    [1, 1],
    [1, 0],
    [1, 2],
    [0, 1],
    [2, 1],
  ] as const) {
    const weight = h.weights[i]! * v.weights[j]!;
    readBilinear(grid, h.at[i]!, v.at[j]!).forEach((value, c) => (sum[c]! += value * weight));
    total += weight;
  }
  return sum.map((value) => value / total);
}
