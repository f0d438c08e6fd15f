/** The latest value, the median and the 95th percentile of the latest frames, milliseconds. */
export type FrameTiming = { last: number; p50: number; p95: number };

const length = 120;

/** Sliding window with the median and the 95th percentile. */
export function createTimingWindow(): { add(value: number): void; read(): FrameTiming; reset(): void } {
  let values: number[] = [];
  return {
    add(value) {
      values.push(value);
      if (values.length > length) values.shift();
    },
    read() {
      const sorted = values.toSorted((a, b) => a - b);
      const at = (share: number): number =>
        sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
      return { last: values.at(-1) ?? 0, p50: at(0.5), p95: at(0.95) };
    },
    reset: () => void (values = []),
  };
}
