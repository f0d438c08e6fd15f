import { hash } from './prng.ts';

export const TAU: number = Math.PI * 2;

export function clamp01(x: number): number {
  return x < 0 ? 0 : x > 1 ? 1 : x;
}

export function mix(a: number, b: number, t: number): number {
  return a + (b - a) * t;
}

export function smoothstep(from: number, to: number, x: number): number {
  const t = clamp01((x - from) / (to - from));
  return t * t * (3 - 2 * t);
}

/** Remainder that is never negative. */
export function modulo(x: number, n: number): number {
  return x - Math.floor(x / n) * n;
}

/** Value noise in [0, 1] that repeats after `period` cells in both directions. */
export function noise(x: number, y: number, period: number, seed = 0): number {
  const x0 = Math.floor(x);
  const y0 = Math.floor(y);
  const tx = x - x0;
  const ty = y - y0;
  const at = (i: number, j: number): number => hash(modulo(i, period), modulo(j, period), seed);
  const sx = tx * tx * (3 - 2 * tx);
  const sy = ty * ty * (3 - 2 * ty);
  return mix(mix(at(x0, y0), at(x0 + 1, y0), sx), mix(at(x0, y0 + 1), at(x0 + 1, y0 + 1), sx), sy);
}

/** Sum of octaves of `noise` over u, v in [0, 1], tileable, in [0, 1]. */
export function fbm(u: number, v: number, cells: number, octaves: number, seed = 0): number {
  let sum = 0;
  let total = 0;
  let weight = 0.5;
  let period = cells;
  for (let octave = 0; octave < octaves; octave++) {
    sum += weight * noise(u * period, v * period, period, seed + octave);
    total += weight;
    weight *= 0.5;
    period *= 2;
  }
  return sum / total;
}

/** Tileable Worley cells: distance to the nearest and second nearest point, and an id of the nearest. */
export function cells(
  u: number,
  v: number,
  count: number,
  jitter: number,
  seed = 0,
): [number, number, number] {
  const x = u * count;
  const y = v * count;
  const cx = Math.floor(x);
  const cy = Math.floor(y);
  let first = 9;
  let second = 9;
  let id = 0;
  for (let j = -1; j <= 1; j++) {
    for (let i = -1; i <= 1; i++) {
      const hx = modulo(cx + i, count);
      const hy = modulo(cy + j, count);
      const px = cx + i + 0.5 + (hash(hx, hy, seed) - 0.5) * jitter;
      const py = cy + j + 0.5 + (hash(hx, hy, seed + 7) - 0.5) * jitter;
      const d = (px - x) * (px - x) + (py - y) * (py - y);
      if (d < first) {
        second = first;
        first = d;
        id = hash(hx, hy, seed + 13);
      } else if (d < second) second = d;
    }
  }
  return [Math.sqrt(first), Math.sqrt(second), id];
}
