import { pageSize } from './kv-cache.ts';

/** Parts that the keys of one query are split into at most. */
export const mostSplits = 64;

/** Keys of a part, whole pages. */
export function splitKeysOf(keys: number): number {
  return Math.ceil(Math.ceil(keys / pageSize) / mostSplits) * pageSize;
}
