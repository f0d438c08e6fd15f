import { FrameloomError } from './errors.ts';
import { show } from './show.ts';

/** Throws unless `value` is an object, which is what every options argument must be. */
export function requireOptions(where: string, value: unknown): void {
  if (typeof value === 'object' && value !== null) return;
  throw new FrameloomError('invalid-argument', `${where}: options must be an object, got ${show(value)}.`);
}

/** Throws unless `value` is a non-empty string. */
export function requireText(where: string, name: string, value: unknown): void {
  if (typeof value === 'string' && value.length > 0) return;
  throw new FrameloomError(
    'invalid-argument',
    `${where}: ${name} must be a non-empty string, got ${show(value)}.`,
  );
}

/** Throws `invalid-size` unless `value` is an integer from `min` to `max`. `reason` says whose limit `max` is. */
export function requireInteger(
  where: string,
  name: string,
  value: unknown,
  min: number,
  max: number,
  reason?: string,
): void {
  if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return;
  const tooLarge = typeof value === 'number' && value > max;
  throw new FrameloomError(
    'invalid-size',
    `${where}: ${name} must be a whole number from ${min} to ${max}, got ${show(value)}.` +
      (tooLarge && reason !== undefined ? ` ${max} is ${reason}; use a smaller size.` : ''),
  );
}

/** Throws unless `value` is a function. */
export function requireFunction(where: string, name: string, value: unknown): void {
  if (typeof value === 'function') return;
  throw new FrameloomError('invalid-argument', `${where}: ${name} must be a function, got ${show(value)}.`);
}
