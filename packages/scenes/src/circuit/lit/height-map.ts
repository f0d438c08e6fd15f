import { projectFace, type Direction } from './project.ts';
import type { Face } from '../solids.ts';
import { plot, plots } from '../track.ts';

/** Metres around the plots that light maps cover. */
export const reach = 34;

/** The highest point that each parallel ray meets on its way down, by where the ray meets the ground. */
export interface HeightMap {
  /** Share of light that passes to a point from 0 to 1, between the four rays around it. */
  lightAt(x: number, y: number, z: number): number;
}

/**
 * What stands in the way of light from one direction: a shadow map whose plane is the ground, so that all that differs along a
 * ray is the height.
 *
 * @param towards Points to the light, up positive.
 * @param scale Rays to a metre.
 */
export function createHeightMap(faces: readonly Face[], towards: Direction, scale: number): HeightMap {
  const width = (plots.columns * plot + 2 * reach) * scale;
  const height = (plots.rows * plot + 2 * reach) * scale;
  const highest = new Float32Array(width * height);
  for (const face of faces) drawHeights(face, towards, { width, height, scale, highest });
  const [slopeX, slopeZ] = [towards[0] / towards[1], towards[2] / towards[1]];
  return {
    lightAt(x, y, z) {
      const u = (x - y * slopeX + reach) * scale - 0.5;
      const v = (z - y * slopeZ + reach) * scale - 0.5;
      const u0 = Math.floor(u);
      const v0 = Math.floor(v);
      if (u0 < 0 || v0 < 0 || u0 >= width - 1 || v0 >= height - 1) return 1;
      const fu = u - u0;
      const fv = v - v0;
      const at = v0 * width + u0;
      const above = (highest[at]! <= y ? 1 - fu : 0) + (highest[at + 1]! <= y ? fu : 0);
      const below = (highest[at + width]! <= y ? 1 - fu : 0) + (highest[at + width + 1]! <= y ? fu : 0);
      return above * (1 - fv) + below * fv;
    },
  };
}

type Target = { width: number; height: number; scale: number; highest: Float32Array };

/** Keeps the height of a face wherever it is the highest. */
function drawHeights(face: Face, towards: Direction, { width, height, scale, highest }: Target): void {
  const flat = projectFace(face, towards);
  if (!flat) return;
  const { count, u, v, perU, perV, base } = flat;
  let [top, bottom] = [Infinity, -Infinity];
  for (let i = 0; i < count; i++) {
    u[i] = (u[i]! + reach) * scale;
    v[i] = (v[i]! + reach) * scale;
    top = Math.min(top, v[i]!);
    bottom = Math.max(bottom, v[i]!);
  }
  const last = Math.min(height - 1, Math.ceil(bottom - 0.5) - 1);
  for (let row = Math.max(0, Math.ceil(top - 0.5)); row <= last; row++) {
    let [from, to] = [Infinity, -Infinity];
    for (let i = 0; i < count; i++) {
      const j = i + 1 === count ? 0 : i + 1;
      const [va, vb] = [v[i]!, v[j]!];
      if (va > row + 0.5 === vb > row + 0.5) continue;
      const at = u[i]! + ((row + 0.5 - va) / (vb - va)) * (u[j]! - u[i]!);
      from = Math.min(from, at);
      to = Math.max(to, at);
    }
    const end = Math.min(width - 1, Math.ceil(to - 0.5) - 1);
    const z = (row + 0.5) / scale - reach;
    for (let column = Math.max(0, Math.ceil(from - 0.5)); column <= end; column++) {
      const y = base + perU * ((column + 0.5) / scale - reach) + perV * z;
      const at = row * width + column;
      if (y > highest[at]!) highest[at] = y;
    }
  }
}
