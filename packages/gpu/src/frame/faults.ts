import { FrameloomError } from '../errors.ts';

/** @throws FrameloomError `invalid-argument`, with what was got and what to give instead. */
export function failArgument(where: string, name: string, got: unknown, wanted: string): never {
  throw new FrameloomError('invalid-argument', `${where}: ${name} is ${String(got)}. Give ${wanted}.`);
}

/** @throws FrameloomError `invalid-texture`. `got` has a verb: `is rgba8uint`. */
export function failTexture(where: string, name: string, got: string, wanted: string): never {
  throw new FrameloomError('invalid-texture', `${where}: ${name} ${got}. Give ${wanted}.`);
}

/** @throws FrameloomError `invalid-argument` unless `value` is a finite number in the range. */
export function checkFinite(
  where: string,
  name: string,
  value: unknown,
  low: number = Number.NEGATIVE_INFINITY,
  high: number = Number.POSITIVE_INFINITY,
): void {
  if (typeof value === 'number' && Number.isFinite(value) && value >= low && value <= high) return;
  const range = Number.isFinite(high)
    ? ` from ${low} to ${high}`
    : Number.isFinite(low)
      ? ` of ${low} or more`
      : '';
  failArgument(where, name, value, `a finite number${range}`);
}
