import { FrameloomError } from '@frameloom/gpu';
import type { LevelBasics } from '../engine/engine.ts';
import type { ResetOptions } from './level.ts';

/** The number of an action. Throws `invalid-argument` for one that the level doesn't have. */
export function findAction(label: string, { actions }: LevelBasics, action: number | string): number {
  const number = typeof action === 'string' ? actions.findIndex(({ name }) => name === action) : action;
  if (Number.isInteger(number) && number >= 0 && number < actions.length) return number;
  throw new FrameloomError(
    'invalid-argument',
    `${label}: action must be one of ${actions.map(({ name }, i) => `${i} ${name}`).join(', ')}, got ${JSON.stringify(action)}.`,
  );
}

/** The seed and the number of the start. Throws `invalid-argument`. */
export function findStart(
  label: string,
  { starts }: LevelBasics,
  { seed = 1, start = 0 }: ResetOptions,
): { seed: number; start: number } {
  const number = typeof start === 'string' ? starts.findIndex(({ name }) => name === start) : start;
  if (!Number.isInteger(number) || starts[number] === undefined) {
    throw new FrameloomError(
      'invalid-argument',
      `${label}: start must be a number below ${starts.length} or a name of info.starts, got ${JSON.stringify(start)}.`,
    );
  }
  if (!Number.isInteger(seed) || seed < 0 || seed > 0xffffffff) {
    throw new FrameloomError(
      'invalid-argument',
      `${label}: seed must be a whole number from 0 to 2^32 − 1, got ${String(seed)}.`,
    );
  }
  return { seed, start: number };
}
