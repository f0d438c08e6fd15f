import type { Matrix4 } from '../matrix.ts';

/** A pair of numbers: x, y. */
export type Pair = readonly [number, number];

/** nearness = offset + slope · depth. */
export type Nearness = { offset: number; slope: number };

/** The maths of project.wgsl. */
export function project(
  m: Matrix4,
  uv: Pair,
  depth: number,
  nearness: Nearness,
): { uv: Pair; nearness: number; valid: boolean } {
  const point = [uv[0] * 2 - 1, 1 - uv[1] * 2, depth, 1];
  const clip = [0, 1, 2, 3].map((r) => point.reduce((sum, v, c) => sum + m[c * 4 + r]! * v, 0));
  const w = clip[3]!;
  if (!(w > 1e-6)) return { uv, nearness: 0, valid: false };
  return {
    uv: [(clip[0]! / w) * 0.5 + 0.5, 0.5 - (clip[1]! / w) * 0.5],
    nearness: Math.min(Math.max(nearness.offset + (nearness.slope * clip[2]!) / w, 0), 1),
    valid: true,
  };
}

/** The depth that has this nearness. */
export function depthOf(nearness: number, scale: Nearness): number {
  return (nearness - scale.offset) / scale.slope;
}
