/** A measurement: size (bytes or macs) and milliseconds. */
export type CostSample = { size: number; ms: number };

/** milliseconds = fixedMs + size · msPerUnit; with one size seen, `msPerUnit` is 0 and larger sizes are scaled from `seen`. */
export type CostFit = { fixedMs: number; msPerUnit: number; seen: number };

/** Sizes must differ by this factor before a slope can be told from noise. */
const leastSpread = 1.3;

/**
 * Fits a line through measurements, robust to a quarter of outliers: the slope is the median of the slopes between pairs
 * (Theil–Sen), the constant the median of what remains.
 */
export function fitCost(samples: readonly CostSample[]): CostFit {
  const sizes = samples.map(({ size }) => size);
  const largest = Math.max(...sizes);
  if (samples.length < 4 || largest <= leastSpread * Math.min(...sizes)) {
    return { fixedMs: median(samples.map(({ ms }) => ms)), msPerUnit: 0, seen: median(sizes) };
  }
  const slopes: number[] = [];
  samples.forEach((a, i) => {
    for (const b of samples.slice(i + 1)) {
      const step = b.size - a.size;
      if (Math.abs(step) > 0.1 * largest) slopes.push((b.ms - a.ms) / step);
    }
  });
  const msPerUnit = Math.max(0, median(slopes));
  const fixedMs = median(samples.map(({ size, ms }) => ms - msPerUnit * size));
  if (fixedMs >= 0) return { fixedMs, msPerUnit, seen: largest };
  // Noise alone makes a negative constant: the line through the origin then.
  const rates = samples.filter(({ size }) => size > 0).map(({ size, ms }) => ms / size);
  return { fixedMs: 0, msPerUnit: median(rates), seen: largest };
}

/** Milliseconds by a fit. From one size a larger one costs in proportion, and a smaller one as much: never too little. */
export function predictCost({ fixedMs, msPerUnit, seen }: CostFit, size: number): number {
  const growth = msPerUnit === 0 && seen > 0 ? Math.max(1, size / seen) : 1;
  return Math.max(0.001, fixedMs * growth + msPerUnit * size);
}

/** The middle of a list, the mean of the two middle values of an even one; NaN when empty. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}
