// Colour spaces of FLIP, with the constants of the paper's implementation notes: sRGB primaries, D65 as it follows from them.
import type { Picture } from './picture.ts';
import type { Plane } from './separable.ts';

/** Three planes: Y, Cx, Cz of the opponent space YCxCz, or L*, a*, b* with the Hunt effect. */
export type Planes = readonly [Plane, Plane, Plane];

/** White of the sRGB primaries: the row sums of {@link toXyz}. */
const toXyz = [
  [10135552 / 24577794, 8788810 / 24577794, 4435075 / 24577794],
  [2613072 / 12288897, 8788810 / 12288897, 887015 / 12288897],
  [1425312 / 73733382, 8788810 / 73733382, 70074185 / 73733382],
] as const;
const white = toXyz.map((row) => row[0] + row[1] + row[2]) as [number, number, number];
const toRgb = invert(toXyz);

/** Linear value of each 8-bit sRGB code. */
const linear = Float32Array.from({ length: 256 }, (_, code) => {
  const value = code / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
});

/** 8-bit sRGB to YCxCz. */
export function toYCxCz(picture: Picture): Planes {
  const { pixels } = picture;
  const count = picture.width * picture.height;
  const planes: Planes = [new Float32Array(count), new Float32Array(count), new Float32Array(count)];
  const [m0, m1, m2] = toXyz;
  for (let i = 0; i < count; i++) {
    const r = linear[pixels[4 * i]!]!;
    const g = linear[pixels[4 * i + 1]!]!;
    const b = linear[pixels[4 * i + 2]!]!;
    const x = (m0[0] * r + m0[1] * g + m0[2] * b) / white[0];
    const y = (m1[0] * r + m1[1] * g + m1[2] * b) / white[1];
    const z = (m2[0] * r + m2[1] * g + m2[2] * b) / white[2];
    planes[0][i] = 116 * y - 16;
    planes[1][i] = 500 * (x - y);
    planes[2][i] = 200 * (y - z);
  }
  return planes;
}

/** YCxCz to L*a*b* with chroma scaled by lightness (Hunt effect); colours are clamped to what a display shows. In place. */
export function toHuntLab(planes: Planes): Planes {
  const [first, second, third] = planes;
  // Both matrices with the white point multiplied in, as locals: this loop is half of the cost of FLIP.
  const [r0, r1, r2, g0, g1, g2, b0, b1, b2] = toRgb.flatMap((row) =>
    row.map((value, column) => value * white[column]!),
  ) as Nine;
  const [x0, x1, x2, y0, y1, y2, z0, z1, z2] = toXyz.flatMap((row, index) =>
    row.map((value) => value / white[index]!),
  ) as Nine;
  for (let i = 0; i < first.length; i++) {
    const y = (first[i]! + 16) / 116;
    const x = y + second[i]! / 500;
    const z = y - third[i]! / 200;
    const r = clamp(r0 * x + r1 * y + r2 * z);
    const g = clamp(g0 * x + g1 * y + g2 * z);
    const b = clamp(b0 * x + b1 * y + b2 * z);
    const fx = cubeRoot(x0 * r + x1 * g + x2 * b);
    const fy = cubeRoot(y0 * r + y1 * g + y2 * b);
    const fz = cubeRoot(z0 * r + z1 * g + z2 * b);
    const lightness = 116 * fy - 16;
    first[i] = lightness;
    second[i] = 0.01 * lightness * 500 * (fx - fy);
    third[i] = 0.01 * lightness * 200 * (fy - fz);
  }
  return planes;
}

/** Hunt-adjusted L*a*b* of one linear colour. */
export function huntLabOf(r: number, g: number, b: number): [number, number, number] {
  const x = toXyz[0][0] * r + toXyz[0][1] * g + toXyz[0][2] * b;
  const y = toXyz[1][0] * r + toXyz[1][1] * g + toXyz[1][2] * b;
  const z = toXyz[2][0] * r + toXyz[2][1] * g + toXyz[2][2] * b;
  const [fx, fy, fz] = [cubeRoot(x / white[0]), cubeRoot(y / white[1]), cubeRoot(z / white[2])];
  const lightness = 116 * fy - 16;
  return [lightness, 0.01 * lightness * 500 * (fx - fy), 0.01 * lightness * 200 * (fy - fz)];
}

/** HyAB distance: city block in lightness, Euclidean in chroma. */
export function hyab(a: readonly number[], b: readonly number[]): number {
  return Math.abs(a[0]! - b[0]!) + Math.hypot(a[1]! - b[1]!, a[2]! - b[2]!);
}

const delta = 6 / 29;

function cubeRoot(t: number): number {
  return t > delta ** 3 ? Math.cbrt(t) : t / (3 * delta * delta) + 4 / 29;
}

function clamp(value: number): number {
  return value < 0 ? 0 : value > 1 ? 1 : value;
}

type Nine = [number, number, number, number, number, number, number, number, number];

type Matrix = readonly (readonly [number, number, number])[];

function invert(m: Matrix): Matrix {
  const [[a, b, c], [d, e, f], [g, h, i]] = m as [
    [number, number, number],
    [number, number, number],
    [number, number, number],
  ];
  const determinant = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
  const rows: Matrix = [
    [e * i - f * h, c * h - b * i, b * f - c * e],
    [f * g - d * i, a * i - c * g, c * d - a * f],
    [d * h - e * g, b * g - a * h, a * e - b * d],
  ];
  return rows.map((row) => row.map((value) => value / determinant) as unknown as [number, number, number]);
}
