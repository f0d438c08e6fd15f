/**
 * The 99th percentile of idle frames to compare with, ms: the median of that of each idle row, since a single row may hold the
 * one frame that another process held up.
 */
export function idleP99(phases: readonly { name: string; times: { p99: number } }[]): number {
  const idle = phases.filter(({ name }) => name.startsWith('idle')).map(({ times }) => times.p99);
  const sorted = idle.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}
