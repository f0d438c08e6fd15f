import type { SchedulerConfig } from './config.ts';

/** numpy's rounding: halves go to the even number. */
export function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

/** `count` numbers from `from` to `to`, both included. */
export function linspace(from: number, to: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) =>
    count === 1 ? from : from + ((to - from) * i) / (count - 1),
  );
}

/** Training steps that a run of `count` steps visits, from the noisiest; not rounded where they are spread evenly. */
export function spreadTimesteps(config: SchedulerConfig, count: number): number[] {
  const { numTrainTimesteps: total, timestepSpacing, stepsOffset } = config;
  const steps = Array.from({ length: count }, (_, i) => i);
  if (timestepSpacing === 'linspace') return linspace(total - 1, 0, count);
  if (timestepSpacing === 'leading') {
    const stride = Math.floor(total / count);
    return steps.map((i) => (count - 1 - i) * stride + stepsOffset);
  }
  return steps.map((i) => roundHalfEven(total - (i * total) / count) - 1);
}
