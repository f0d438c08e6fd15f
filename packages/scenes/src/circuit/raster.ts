import type { Face } from './solids.ts';

/** Pixels of the view, without the dashboard. */
export const view = { width: 96, height: 50 } as const;

/** Height of the eye, metres; pixels to a unit at distance 1; how far down it looks, radians. */
export const eye: number = 1.75;
const focal = 49.5;
const pitch = 0.07;
const horizonShift = -2;
const nearest = 0.2;

/** Where the eye is and looks. */
export type Eye = { x: number; z: number; heading: number };

/** Sine and cosine of how far down the eye looks. */
export const sinPitch: number = Math.sin(pitch);
export const cosPitch: number = Math.cos(pitch);

/** Draws faces into a picture of some size. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  /** Through each pixel's centre: right and up for one unit forwards, along the camera's axes. */
  readonly rays: { right: Float64Array; up: Float64Array };
  /** Reciprocal depth of the ground in each row; 0 where there is sky. */
  readonly groundDepth: Float64Array;
  /** Metres forwards on the ground for one of depth. */
  readonly groundForwards: Float64Array;
  /** Draws one face as a number, and its reciprocal depths. All sums are of doubles in a fixed order: the same on every machine. */
  drawFace(
    face: Face,
    from: Eye,
    number: number,
    numbers: Uint8Array | Uint32Array,
    depths: Float64Array,
  ): void;
}

/** Makes a raster with `scale` × `scale` pixels for each one of the view. */
export function createRaster(scale: number): Raster {
  const [width, height] = [scale * view.width, scale * view.height];
  const camera = {
    focal: scale * focal,
    middle: width / 2,
    horizon: height / 2 + scale * horizonShift,
  };
  const rays = {
    right: Float64Array.from({ length: width }, (_, x) => (x + 0.5 - camera.middle) / camera.focal),
    up: Float64Array.from({ length: height }, (_, y) => (camera.horizon - y - 0.5) / camera.focal),
  };
  return {
    width,
    height,
    rays,
    groundDepth: Float64Array.from(rays.up, (up) => Math.max(0, (sinPitch - up * cosPitch) / eye)),
    groundForwards: Float64Array.from(rays.up, (up) => cosPitch + up * sinPitch),
    drawFace(face, from, number, numbers, depths) {
      const plane = project(face, from);
      if (plane) fill(plane, { width, height, rays, ...camera }, number, numbers, depths);
    },
  };
}

const points = new Float64Array(3 * 16);
const clipped = new Float64Array(3 * 16);

/** Corners that are left, and reciprocal depth along a ray: right · x + up · y + front. */
type Plane = { count: number; right: number; up: number; front: number };

/** Puts the corners of a face before the eye into `clipped`; nothing where it can't be seen. */
function project(face: Face, { x, z, heading }: Eye): Plane | undefined {
  const { corners, normal, twoSided } = face;
  const [nx, ny, nz] = normal;
  const facing = nx * (x - corners[0]!) + ny * (eye - corners[1]!) + nz * (z - corners[2]!);
  if (facing === 0 || (facing < 0 && !twoSided)) return undefined;
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
  if (left < 3) return undefined;
  // The plane n · p = −facing, in the camera's axes; along a ray 1 / depth = n · ray / −facing.
  const along = nx * c + nz * s;
  return {
    count: left,
    right: (nz * c - nx * s) / -facing,
    up: (ny * cosPitch + along * sinPitch) / -facing,
    front: (along * cosPitch - ny * sinPitch) / -facing,
  };
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

type Screen = {
  width: number;
  height: number;
  rays: Raster['rays'];
  focal: number;
  middle: number;
  horizon: number;
};

function fill(
  plane: Plane,
  { width, height, rays, focal: scale, middle, horizon }: Screen,
  number: number,
  numbers: Uint8Array | Uint32Array,
  depths: Float64Array,
): void {
  const { count } = plane;
  let [top, bottom] = [Infinity, -Infinity];
  for (let i = 0; i < count; i++) {
    const factor = scale / clipped[3 * i + 2]!;
    screen[2 * i] = middle + clipped[3 * i]! * factor;
    const y = horizon - clipped[3 * i + 1]! * factor;
    screen[2 * i + 1] = y;
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  const last = Math.min(height - 1, Math.ceil(bottom - 0.5) - 1);
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
    const end = Math.min(width - 1, Math.ceil(to - 0.5) - 1);
    const row = plane.up * rays.up[y]! + plane.front;
    for (let x = Math.max(0, Math.ceil(from - 0.5)); x <= end; x++) {
      const depth = row + plane.right * rays.right[x]!;
      const at = y * width + x;
      if (depth <= depths[at]!) continue;
      depths[at] = depth;
      numbers[at] = number;
    }
  }
}
