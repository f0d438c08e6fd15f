import { clamp } from './builtins.reference.ts';

/** Texels of the 3×3 neighbourhood of (x, y), row by row, clamped to the edge. */
export function neighbours(x: number, y: number, width: number, height: number): number[] {
  return Array.from({ length: 9 }, (_, i) => {
    const tx = clamp(x + (i % 3) - 1, 0, width - 1);
    const ty = clamp(y + Math.floor(i / 3) - 1, 0, height - 1);
    return ty * width + tx;
  });
}

/** The maths of dilation.wgsl for texel (x, y): the texel whose motion it takes, and the nearness of the nearest surface. */
export function dilateReference(
  nearnessAt: (texel: number) => number,
  x: number,
  y: number,
  { width, height }: { width: number; height: number },
): { at: number; nearness: number } {
  const own = y * width + x;
  let nearest = -1;
  let at = own;
  for (const tap of neighbours(x, y, width, height)) {
    const n = nearnessAt(tap);
    if (n > nearest) {
      nearest = n;
      at = tap;
    }
  }
  const opposite =
    clamp(2 * y - Math.floor(at / width), 0, height - 1) * width + clamp(2 * x - (at % width), 0, width - 1);
  const ownNearness = nearnessAt(own);
  const rise = Math.max(ownNearness - nearnessAt(opposite), 0);
  if (nearest - ownNearness <= 2 * rise + 0.01 * ownNearness) at = own;
  return { at, nearness: clamp(nearest, 0, 1) };
}
