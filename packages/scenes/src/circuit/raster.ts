import type { Face } from './solids.ts';

/** Pixels of the view, without the dashboard. */
export const view = { width: 96, height: 50 } as const;

/** Height of the eye, metres; pixels to a unit at distance 1; how far down it looks, radians. */
const eye = 1.75;
const focal = 49.5;
const pitch = 0.07;
const horizonShift = -2;
const nearest = 0.2;

/** Where the eye is and looks. */
export type Eye = { x: number; z: number; heading: number };

/** Through each pixel's centre: right and up for one unit forwards, along the camera's axes. */
export const rays: { right: Float64Array; up: Float64Array } = {
  right: Float64Array.from({ length: view.width }, (_, x) => (x + 0.5 - view.width / 2) / focal),
  up: Float64Array.from(
    { length: view.height },
    (_, y) => (view.height / 2 + horizonShift - y - 0.5) / focal,
  ),
};

const [sinPitch, cosPitch] = [Math.sin(pitch), Math.cos(pitch)];

/** Reciprocal depth of the ground in each row; 0 where there is sky. */
export const groundDepth: Float64Array = Float64Array.from(rays.up, (up) =>
  Math.max(0, (sinPitch - up * cosPitch) / eye),
);

/** Metres forwards on the ground for one of depth. */
export const groundForwards: Float64Array = Float64Array.from(rays.up, (up) => cosPitch + up * sinPitch);

const points = new Float64Array(3 * 16);
const clipped = new Float64Array(3 * 16);

/** Draws one face into colours and reciprocal depths. All sums are of doubles in a fixed order: the same on every machine. */
export function drawFace(face: Face, { x, z, heading }: Eye, colors: Uint8Array, depths: Float64Array): void {
  const { corners, normal, color, twoSided } = face;
  const [nx, ny, nz] = normal;
  const facing = nx * (x - corners[0]!) + ny * (eye - corners[1]!) + nz * (z - corners[2]!);
  if (facing === 0 || (facing < 0 && !twoSided)) return;
  const [c, s] = [Math.cos(heading), Math.sin(heading)];
  const count = corners.length / 3;
  for (let i = 0; i < count; i++) {
    const [dx, dy, dz] = [corners[3 * i]! - x, corners[3 * i + 1]! - eye, corners[3 * i + 2]! - z];
    const forwards = dx * c + dz * s;
    points[3 * i] = dz * c - dx * s;
    points[3 * i + 1] = dy * cosPitch + forwards * sinPitch;
    points[3 * i + 2] = forwards * cosPitch - dy * sinPitch;
  }
  const left = clip(count);
  if (left < 3) return;
  // The plane n · p = −facing, in the camera's axes; along a ray 1 / depth = n · ray / −facing.
  const along = nx * c + nz * s;
  const planeRight = (nz * c - nx * s) / -facing;
  const planeUp = (ny * cosPitch + along * sinPitch) / -facing;
  const planeFront = (along * cosPitch - ny * sinPitch) / -facing;
  fill(left, planeRight, planeUp, planeFront, color, colors, depths);
}

/** Cuts off what is nearer than the nearest plane; returns how many corners are left. */
function clip(count: number): number {
  let kept = 0;
  for (let i = 0; i < count; i++) {
    const j = (i + 1) % count;
    const [za, zb] = [points[3 * i + 2]!, points[3 * j + 2]!];
    if (za >= nearest) {
      for (let k = 0; k < 3; k++) clipped[3 * kept + k] = points[3 * i + k]!;
      kept++;
    }
    if (za >= nearest === zb >= nearest) continue;
    const share = (nearest - za) / (zb - za);
    for (let k = 0; k < 3; k++)
      clipped[3 * kept + k] = points[3 * i + k]! + share * (points[3 * j + k]! - points[3 * i + k]!);
    kept++;
  }
  return kept;
}

const screen = new Float64Array(2 * 16);

function fill(
  count: number,
  planeRight: number,
  planeUp: number,
  planeFront: number,
  color: number,
  colors: Uint8Array,
  depths: Float64Array,
): void {
  let [top, bottom] = [Infinity, -Infinity];
  for (let i = 0; i < count; i++) {
    const scale = focal / clipped[3 * i + 2]!;
    screen[2 * i] = view.width / 2 + clipped[3 * i]! * scale;
    const y = view.height / 2 + horizonShift - clipped[3 * i + 1]! * scale;
    screen[2 * i + 1] = y;
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  const last = Math.min(view.height - 1, Math.ceil(bottom - 0.5) - 1);
  for (let y = Math.max(0, Math.ceil(top - 0.5)); y <= last; y++) {
    let [from, to] = [Infinity, -Infinity];
    for (let i = 0; i < count; i++) {
      const j = i + 1 === count ? 0 : i + 1;
      const [ya, yb] = [screen[2 * i + 1]!, screen[2 * j + 1]!];
      if (ya > y + 0.5 === yb > y + 0.5) continue;
      const x = screen[2 * i]! + ((y + 0.5 - ya) / (yb - ya)) * (screen[2 * j]! - screen[2 * i]!);
      if (x < from) from = x;
      if (x > to) to = x;
    }
    const end = Math.min(view.width - 1, Math.ceil(to - 0.5) - 1);
    const row = planeUp * rays.up[y]! + planeFront;
    for (let x = Math.max(0, Math.ceil(from - 0.5)); x <= end; x++) {
      const depth = row + planeRight * rays.right[x]!;
      const at = y * view.width + x;
      if (depth <= depths[at]!) continue;
      depths[at] = depth;
      colors[at] = color;
    }
  }
}
