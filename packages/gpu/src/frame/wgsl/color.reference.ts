/** The maths of color.wgsl in plain TypeScript. */

/** Three channels. */
export type Rgb = [number, number, number];

/** Largest value below one that rgba16float holds. */
export const largest: number = 2047 / 2048;

/** Range compression c / (1 + max(c)). */
export function compress(c: Rgb, hdr: boolean): Rgb {
  const scale = hdr ? 1 / (1 + Math.max(...c)) : 1;
  return [c[0] * scale, c[1] * scale, c[2] * scale];
}

/** Inverse of {@link compress}. */
export function expand(c: Rgb, hdr: boolean): Rgb {
  const scale = hdr ? 1 / (1 - Math.min(Math.max(...c), largest)) : 1;
  return [c[0] * scale, c[1] * scale, c[2] * scale];
}

/** YCoCg in working space, `factor` times as bright. */
export function reexposed(c: Rgb, factor: number, hdr: boolean): Rgb {
  if (!hdr) return c;
  const scale = factor / (1 + (factor - 1) * Math.min(Math.max(...fromYCoCg(c), 0), largest));
  return [c[0] * scale, c[1] * scale, c[2] * scale];
}

/** Luma and two chroma axes. */
export function toYCoCg([r, g, b]: Rgb): Rgb {
  return [0.25 * r + 0.5 * g + 0.25 * b, 0.5 * (r - b), -0.25 * r + 0.5 * g - 0.25 * b];
}

/** Inverse of {@link toYCoCg}. */
export function fromYCoCg([y, co, cg]: Rgb): Rgb {
  const t = y - cg;
  return [t + co, y + cg, t - co];
}
