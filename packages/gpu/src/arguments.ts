import { FrameloomError } from './errors.ts';

/** How a value reads in an error message: short, and never throwing. */
export function show(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  if (typeof value === 'function') return 'a function';
  if (typeof value !== 'object' || value === null) return String(value);
  return `an object (${value.constructor?.name ?? 'no prototype'})`;
}

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

/** Throws `invalid-size` unless `value` is an integer from `min` to `max`. */
export function requireInteger(where: string, name: string, value: unknown, min: number, max: number): void {
  if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return;
  const tooLarge = typeof value === 'number' && value > max;
  throw new FrameloomError(
    'invalid-size',
    `${where}: ${name} must be a whole number from ${min} to ${max}, got ${show(value)}.` +
      (tooLarge ? ` ${max} is the limit of this device; use a smaller size.` : ''),
  );
}

/** Throws unless `value` is a function. */
export function requireFunction(where: string, name: string, value: unknown): void {
  if (typeof value === 'function') return;
  throw new FrameloomError('invalid-argument', `${where}: ${name} must be a function, got ${show(value)}.`);
}
