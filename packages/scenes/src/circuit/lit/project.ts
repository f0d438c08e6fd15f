import type { Face } from '../solids.ts';

/** East, up, south. */
export type Direction = readonly [number, number, number];

const u = new Float64Array(16);
const v = new Float64Array(16);

/** A face moved along rays onto the ground, and its height there: base + perU · x + perV · z. */
export type Projected = {
  count: number;
  u: Float64Array;
  v: Float64Array;
  perU: number;
  perV: number;
  base: number;
};

/** Moves a face along the rays that come from `towards` onto the ground; nothing where it lies along them. */
export function projectFace({ corners, normal }: Face, towards: Direction): Projected | undefined {
  const [nx, ny, nz] = normal;
  const [slopeX, slopeZ] = [towards[0] / towards[1], towards[2] / towards[1]];
  // On the face n · p = c, and p is the ground point plus y times the slope.
  const along = nx * slopeX + ny + nz * slopeZ;
  if (Math.abs(along) < 1e-3 * Math.hypot(nx, ny, nz)) return undefined;
  const count = corners.length / 3;
  for (let i = 0; i < count; i++) {
    u[i] = corners[3 * i]! - corners[3 * i + 1]! * slopeX;
    v[i] = corners[3 * i + 2]! - corners[3 * i + 1]! * slopeZ;
  }
  const c = nx * corners[0]! + ny * corners[1]! + nz * corners[2]!;
  return { count, u, v, perU: -nx / along, perV: -nz / along, base: c / along };
}
