import { FrameloomError } from '../errors.ts';

/** Width and height in whole pixels. */
export type Size = { width: number; height: number };

/**
 * Checks a size that a caller gave.
 *
 * @param where Start of the message, the package's word for itself.
 * @throws FrameloomError `invalid-size` when `size` is not two whole numbers of 1 or more (and at most `limit`).
 */
export function checkSize(
  where: string,
  name: string,
  size: Size,
  limit: number = Number.POSITIVE_INFINITY,
): void {
  const ok = (n: unknown): boolean => Number.isInteger(n) && (n as number) >= 1 && (n as number) <= limit;
  if (size === null || typeof size !== 'object' || !ok(size.width) || !ok(size.height)) {
    const got = size && typeof size === 'object' ? formatSize(size) : String(size);
    const range =
      limit === Number.POSITIVE_INFINITY ? 'of 1 or more' : `from 1 to ${limit} (this device's limit)`;
    throw new FrameloomError(
      'invalid-size',
      `${where}: ${name} is ${got}. Give whole numbers of pixels ${range}.`,
    );
  }
}

/** `1920×1080`, for messages. */
export function formatSize(size: Size): string {
  return `${size.width}×${size.height}`;
}
