import { expect, it } from 'vitest';
import { idleP99 } from '../../bench/budget/idle.ts';

it('is the idle row in the middle, and no other one', () => {
  const row = (name: string, p99: number): { name: string; times: { p99: number } } => ({
    name,
    times: { p99 },
  });
  const phases = [row('idle', 1000), row('ours', 1), row('idle again', 480), row('idle at the end', 520)];
  expect(idleP99(phases)).toBe(520);
  expect(idleP99(phases.slice(0, 3))).toBe(740);
  expect(idleP99(phases.slice(0, 1))).toBe(1000);
});
