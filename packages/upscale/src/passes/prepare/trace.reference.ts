import { clamp } from '@frameloom/gpu/frame/reference';

type Size = { width: number; height: number };
type Point = readonly [number, number];

/** A record of prepare.wgsl's `traces`. */
export type Trace = {
  /** Frames for which it is still followed. */
  left: number;
  /** A power of four: at most the thing's. */
  nearness: number;
  /** Towards the last frame, render pixels. */
  moved: Point;
  /** In the frame that reads it, render pixels. */
  place: Point;
};

/** Cells of 4×4 pixels along both axes. */
export function traceCells({ width, height }: Size): Size {
  return { width: Math.ceil(width / 4), height: Math.ceil(height / 4) };
}

/** Writes a record into the cells within two pixels of where the thing will be; `place` is where it is. */
export function writeTrace(traces: Uint32Array, size: Size, { left, nearness, moved, place }: Trace): void {
  if (moved.some((v) => Math.abs(v) > 7.9)) return;
  const cells = traceCells(size);
  const next = place.map((v, i) => v - moved[i]!);
  const depth = clamp(Math.ceil(-0.5 * Math.log2(nearness) - 0.01), 0, 7);
  const [mx, my] = moved.map((v) => Math.round(v * 16 + 128)) as [number, number];
  for (let i = 0; i < 4; i++) {
    const x = Math.floor(next[0]! / 4 - 0.5) + (i & 1);
    const y = Math.floor(next[1]! / 4 - 0.5) + (i >> 1);
    if (x < 0 || y < 0 || x >= cells.width || y >= cells.height) continue;
    const [px, py] = [x, y].map((cell, axis) => Math.floor((next[axis]! - cell * 4 + 2) * 4) & 31);
    const record = (((left * 8 + depth) << 26) | (mx << 18) | (my << 10) | (px! << 5) | py!) >>> 0;
    traces[y * cells.width + x] = Math.max(traces[y * cells.width + x]!, record);
  }
}

/** The record of the cell of pixel (x, y), if there is one. */
export function readTrace(traces: ArrayLike<number>, size: Size, x: number, y: number): Trace | undefined {
  const [cellX, cellY] = [Math.floor(x / 4), Math.floor(y / 4)];
  const record = traces[cellY * traceCells(size).width + cellX]!;
  if (record === 0) return undefined;
  const bits = (from: number, count: number): number => (record >>> from) & (2 ** count - 1);
  return {
    left: bits(29, 3),
    nearness: 4 ** -bits(26, 3),
    moved: [bits(18, 8) / 16 - 8, bits(10, 8) / 16 - 8],
    place: [cellX * 4 + (bits(5, 5) + 0.5) / 4 - 2, cellY * 4 + (bits(0, 5) + 0.5) / 4 - 2],
  };
}
