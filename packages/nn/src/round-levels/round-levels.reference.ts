/** round-levels.wgsl in plain TypeScript, for one number. */
export function roundLevelsReference(
  value: number,
  levels: number,
  range: 'signed' | 'unit' = 'signed',
): number {
  const low = range === 'unit' ? 0 : -1;
  const share = ((Math.min(Math.max(value, low), 1) - low) / (1 - low)) * (levels - 1);
  const down = Math.floor(share);
  const isUp = share - down > 0.5 || (share - down === 0.5 && down % 2 === 1);
  return ((down + Number(isUp)) / (levels - 1)) * (1 - low) + low;
}
