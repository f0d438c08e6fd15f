/** RGB picture as plain numbers, top row first; for the reference implementations. */
export type Picture = { width: number; height: number; data: Float32Array };

/** `value` within `low` and `high`. */
export function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}

/** One channel of a texel; coordinates are clamped to the edge. */
export function texelOf({ width, height, data }: Picture, x: number, y: number, channel: number): number {
  return data[(clamp(y, 0, height - 1) * width + clamp(x, 0, width - 1)) * 3 + channel]!;
}
