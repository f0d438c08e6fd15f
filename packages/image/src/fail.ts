import { FrameloomError, show } from '@frameloom/gpu';

/** @throws FrameloomError `invalid-argument`: what, what was got, what to give. */
export function failValue(where: string, name: string, got: unknown, wanted: string): never {
  throw new FrameloomError('invalid-argument', `${where}: ${name} is ${show(got)}. Give ${wanted}.`);
}

/** @throws FrameloomError `invalid-argument` unless `value` is a whole number in the range. */
export function requireWhole(where: string, name: string, value: unknown, low: number, high: number): void {
  if (typeof value === 'number' && Number.isInteger(value) && value >= low && value <= high) return;
  failValue(where, name, value, `a whole number from ${low} to ${high}`);
}
