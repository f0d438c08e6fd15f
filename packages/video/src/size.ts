import { FrameloomError } from '@frameloom/gpu';

/** Width and height, pixels. */
export type Size = { width: number; height: number };

/** Smallest and largest enlargement per axis. */
export const scaleLimits: Readonly<{ min: number; max: number }> = { min: 1.1, max: 4 };

/** Smallest enlargement where it is not the only thing that is done. */
export function leastScale(frameRate: unknown): number {
  return frameRate === undefined ? scaleLimits.min : 1;
}

/** Largest texture and canvas side on most devices, pixels. */
const longestSide = 8192;

/** `source` enlarged, rounded to whole pixels, limited to the largest texture size at the same aspect ratio. */
export function scaledSize(source: Size, factor: number): Size {
  const most = longestSide / Math.max(source.width, source.height);
  const scale = Math.min(factor, most);
  return {
    width: Math.max(1, Math.round(source.width * scale)),
    height: Math.max(1, Math.round(source.height * scale)),
  };
}

/** Whether two sizes are equal. */
export function sameSize(a: Size, b: Size): boolean {
  return a.width === b.width && a.height === b.height;
}

/** `1280×720`. */
export function showSize({ width, height }: Size): string {
  return `${width}×${height}`;
}

/**
 * Throws unless `scale` is a factor within the limits, or `'fit'`.
 *
 * @param min Smallest factor; see `leastScale`.
 * @throws FrameloomError `invalid-argument`.
 */
export function requireScale(
  where: string,
  scale: unknown,
  min: number = scaleLimits.min,
): asserts scale is number | 'fit' {
  if (scale === 'fit') return;
  const { max } = scaleLimits;
  if (typeof scale === 'number' && scale >= min && scale <= max) return;
  throw new FrameloomError(
    'invalid-argument',
    `${where}: scale must be 'fit' or a number from ${min} to ${max}, got ${String(scale)}.`,
  );
}
