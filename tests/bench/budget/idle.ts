/**
 * The idle frames to compare with: the row with the median of their 99th percentiles, since a single row may hold the one frame that
 * another process held up.
 */
export function idleOf<Phase extends { name: string; times: { p99: number } }>(
  phases: readonly Phase[],
): Phase['times'] {
  const idle = phases.filter(({ name }) => name.startsWith('idle')).map(({ times }) => times);
  return idle.toSorted((a, b) => a.p99 - b.p99)[(idle.length - 1) >> 1]!;
}
