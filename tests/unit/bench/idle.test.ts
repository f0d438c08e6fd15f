import { expect, it } from 'vitest';
import { idleOf } from '../../bench/budget/idle.ts';

it('takes the idle row in the middle, and no other one', () => {
  const row = (name: string, p99: number): { name: string; times: { p99: number } } => ({
    name,
    times: { p99 },
  });
  const phases = [row('idle', 1000), row('ours', 1), row('idle again', 480), row('idle at the end', 520)];
  expect(idleOf(phases)).toEqual({ p99: 520 });
  expect(idleOf(phases.slice(0, 1))).toEqual({ p99: 1000 });
});
