import { FrameloomError } from '@frameloom/gpu';

/** Frames a second to show or to write. */
export const frameRateLimits: Readonly<{ min: number; max: number }> = { min: 1, max: 240 };

/**
 * Throws unless it is undefined, a rate within the limits, or `'display'` where there is one.
 *
 * @throws FrameloomError `invalid-argument`.
 */
export function requireFrameRate(where: string, value: unknown, hasDisplay: boolean): void {
  const { min, max } = frameRateLimits;
  if (value === undefined || (hasDisplay && value === 'display')) return;
  if (typeof value === 'number' && value >= min && value <= max) return;
  const wanted = `a number from ${min} to ${max}${hasDisplay ? ", or 'display'" : ''}`;
  const why = value === 'display' ? ' Only an element is on a display.' : '';
  throw new FrameloomError(
    'invalid-argument',
    `${where}: frameRate must be ${wanted}, got ${String(value)}.${why}`,
  );
}
