export type Stage = { name: string; vitest?: boolean; gpu?: boolean; command?: () => string[] };
export type Counts = { passed: number; skipped: number; failed: number; broken: string[] };
export const stages: readonly Stage[];
export function runStage(
  stage: Stage,
  filters?: string[],
): Promise<Counts & { name: string; seconds: number }>;
export function readStatus(status: number): Counts;
export function readCounts(report: string, status: number): Counts;
