import type { CarState } from '../car.ts';
import { paintGround, type Ground } from '../ground.ts';
import { hillAt } from '../picture.ts';
import { createRaster, cosPitch, eye, sinPitch, view } from '../raster.ts';
import { buildTown, usualLayout } from '../town.ts';
import { paintDashboard } from './dashboard.ts';
import { createHeightMap } from './height-map.ts';
import { createShader, type Shader } from './shader.ts';
import { createSkyLight } from './sky-light.ts';
import { hillInto, skyInto, sun } from './sky.ts';
import { toByte } from './surface.ts';

/** Pixels of a lit picture for each one of the flat picture. */
export const litScale = 3;
/** Samples of a pixel: side by side, so 16 in all. */
const samples = 4;
const width = litScale * view.width;
const height = litScale * view.height;

/** Draws the car's view with sun, shadows, light of the sky and haze: RGB bytes, 288×162 pixels. */
export interface LitPainter {
  draw(car: Readonly<CarState>, into: Uint8Array): void;
}

/** Makes a painter of lit pictures. Its maps take two seconds, a picture about a tenth of a second. */
export function createLitPainter(layout: number = usualLayout): LitPainter {
  const town = buildTown(layout);
  const faces = town.flatMap((solid) => solid.faces);
  const ground = paintGround(layout, 24);
  const shader = createShader(faces, createHeightMap(faces, sun, 16), createSkyLight(faces));
  const colors = Uint8Array.from(faces, ({ color }) => color);
  const raster = createRaster(litScale * samples);
  const numbers = new Uint32Array(raster.width * raster.height);
  const depths = new Float64Array(numbers.length);
  // Faces count on in the order of the town.
  const firsts: number[] = [];
  let next = 1;
  for (const solid of town) {
    firsts.push(next);
    next += solid.faces.length;
  }

  return {
    draw(car, into) {
      numbers.fill(0);
      for (let v = 0; v < raster.height; v++)
        depths.fill(raster.groundDepth[v]!, v * raster.width, (v + 1) * raster.width);
      const [c, s] = [Math.cos(car.heading), Math.sin(car.heading)];
      for (const [i, { x, z, radius, faces: own }] of town.entries()) {
        const forwards = (x - car.x) * c + (z - car.z) * s;
        const right = (z - car.z) * c - (x - car.x) * s;
        if (forwards < -radius || Math.abs(right) > forwards * 1.05 + 2 * radius) continue;
        for (const [k, face] of own.entries()) raster.drawFace(face, car, firsts[i]! + k, numbers, depths);
      }
      resolve(car, { raster, numbers, depths, ground, shader, colors }, into);
      paintDashboard(car, into);
    },
  };
}

type Scene = {
  raster: ReturnType<typeof createRaster>;
  numbers: Uint32Array;
  depths: Float64Array;
  ground: Ground;
  shader: Shader;
  /** Of each face. */
  colors: Uint8Array;
};

const sum = new Float64Array(3);
const skyColor = new Float64Array(3);
const hillColor = new Float64Array(3);

/** Shades all samples, and averages those of a pixel. */
function resolve(car: CarState, scene: Scene, into: Uint8Array): void {
  const { right } = scene.raster.rays;
  const hills = Float64Array.from(right, (a) => hillAt(car.heading + Math.atan(a)));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      sum.fill(0);
      const step = stepOf(scene, hills, x, y);
      addSamples(car, scene, hills, x, y, step);
      const count = (samples / step) ** 2;
      const out = 3 * (y * width + x);
      for (let i = 0; i < 3; i++) into[out + i] = toByte(sum[i]! / count);
    }
  }
}

/** Every sample of a pixel in which things meet, and of the ground, which has a pattern; every second where there is one face; one of bare sky. */
function stepOf({ raster, numbers, depths }: Scene, hills: Float64Array, x: number, y: number): number {
  const at = y * samples * raster.width + x * samples;
  const first = numbers[at]!;
  for (let k = 0; k < samples * samples; k++) {
    const other = at + (k % samples) + ((k / samples) | 0) * raster.width;
    if (numbers[other] !== first || (depths[other] === 0) !== (depths[at] === 0)) return 1;
  }
  if (first > 0) return 2;
  if (depths[at] !== 0) return 1;
  const high = raster.rays.up[y * samples]! - 0.07;
  const low = raster.rays.up[(y + 1) * samples - 1]! - 0.07;
  const hill = hills[x * samples]!;
  return low > hill + 0.02 || high < hill - 0.02 ? samples : 1;
}

/** Adds samples of a pixel to `sum`: every one, or every `step`-th of a row and column. */
function addSamples(
  { x: eyeX, z: eyeZ, heading }: CarState,
  { raster, numbers, depths, ground, shader, colors }: Scene,
  hills: Float64Array,
  x: number,
  y: number,
  step: number,
): void {
  const c = Math.cos(heading);
  const s = Math.sin(heading);
  const { right, up } = raster.rays;
  let last = -2;
  let hasSky = false;
  const count = samples / step;
  for (let k = 0; k < count * count; k++) {
    const column = x * samples + (k % count) * step + (step >> 1);
    const row = y * samples + ((k / count) | 0) * step + (step >> 1);
    const at = row * raster.width + column;
    const a = right[column]!;
    const b = up[row]!;
    // Along the ray for one of depth, in the town's axes.
    const forwards = cosPitch + b * sinPitch;
    const dx = forwards * c - a * s;
    const dy = b * cosPitch - sinPitch;
    const dz = forwards * s + a * c;
    const depth = depths[at]!;
    if (depth === 0) {
      if (!hasSky) prepareSky(dx, dy, dz);
      hasSky = true;
      const own = b - 0.07 < hills[column]! ? hillColor : skyColor;
      for (let i = 0; i < 3; i++) sum[i]! += Math.min(1, own[i]!);
      continue;
    }
    const px = eyeX + dx / depth;
    const py = eye + dy / depth;
    const pz = eyeZ + dz / depth;
    const face = numbers[at]! - 1;
    if (face !== last) shader.begin(face, px, py, pz, Math.sqrt(dx * dx + dy * dy + dz * dz) / depth, dy);
    last = face;
    const color = face < 0 ? groundAt(ground, px, pz) : colors[face]!;
    shader.add(color, px, py, pz, sum);
  }
}

function prepareSky(dx: number, dy: number, dz: number): void {
  const flat = Math.sqrt(dx * dx + dz * dz);
  const toSun = (dx * sun[0] + dy * sun[1] + dz * sun[2]) / Math.sqrt(flat * flat + dy * dy);
  skyInto(dy / flat, toSun, skyColor);
  hillInto(dy / flat, hillColor);
}

function groundAt(
  { colors, left, top, scale, width: columns, height: rows }: Ground,
  x: number,
  z: number,
): number {
  const u = Math.floor((x - left) * scale);
  const v = Math.floor((z - top) * scale);
  return u >= 0 && v >= 0 && u < columns && v < rows ? colors[v * columns + u]! : colors[0]!;
}
