import { expect, test } from 'vitest';
import type { OperatorRow } from '../../bench/nn/operators/page.ts';
import { formatOperatorReport } from '../../bench/nn/operators/print.ts';

const row = (name: string, peerMs: number | undefined, difference = 1e-6): OperatorRow => ({
  name,
  halves: 'f32',
  macs: 1e6,
  bytes: 1e6,
  ms: 2,
  peerMs,
  difference: peerMs === undefined ? undefined : difference,
  problem: peerMs === undefined ? 'unknown operator' : undefined,
});

test('prints shares, losses, and peers that computed something else', () => {
  const rows = [row('won', 3), row('lost', 1), row('wrong', 1, 0.5), row('alone', undefined)];
  const report = { adapter: 'a', tier: 'discrete', peerName: 'peer', copy: 1e9, rows };
  const lines = formatOperatorReport({ ...report, peak: { f32: 1e10, f16: 2e10 } }).split('\n');
  expect(lines.find((line) => line.startsWith('won'))).toMatch(/2\.000 +50\.0 % of a copy +3\.000 +1\.50/);
  expect(lines.at(-1)).toBe('Slower than the peer: lost (f32, 0.50).');
  expect(lines).toContain("the peer's result is another for wrong: that row is no comparison");
  expect(lines).toContain('no peer for alone: unknown operator');
});
