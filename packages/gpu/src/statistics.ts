/** A window over the latest values. */
export interface Window {
  readonly count: number;
  readonly last: number;
  add(value: number): void;
  /** The value that `share` (0…1) of the window does not exceed (nearest rank); NaN when empty. */
  percentile(share: number): number;
}

export function createWindow(length: number): Window {
  const values: number[] = [];
  let next = 0;
  let last = Number.NaN;
  return {
    get count() {
      return values.length;
    },
    get last() {
      return last;
    },
    add(value) {
      last = value;
      values[next] = value;
      next = (next + 1) % length;
    },
    percentile(share) {
      const sorted = values.toSorted((a, b) => a - b);
      const rank = Math.ceil(share * sorted.length) - 1;
      return sorted[Math.max(0, rank)] ?? Number.NaN;
    },
  };
}
