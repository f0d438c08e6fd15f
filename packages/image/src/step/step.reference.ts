import type { SchedulerStep } from '../scheduler/plan.ts';

/** step.wgsl in plain TypeScript, but for the noise, which is given. */
export function stepReference(
  step: SchedulerStep,
  sample: readonly number[],
  output: readonly number[],
  previous: readonly number[] = [],
  noise: readonly number[] = [],
): { sample: number[]; denoised: number[] } {
  const { denoised, clip = Number.POSITIVE_INFINITY, next } = step;
  const clean = sample.map((x, i) => {
    const value = denoised.sample * x + denoised.output * output[i]!;
    return Math.min(Math.max(value, -clip), clip);
  });
  const moved = sample.map(
    (x, i) =>
      next.sample * x +
      next.output * output[i]! +
      next.denoised * clean[i]! +
      (next.previous && next.previous * previous[i]!) +
      (next.noise && next.noise * noise[i]!),
  );
  return { sample: moved, denoised: clean };
}

/** Words of a counter and a key to four random words: `philox` of @frameloom/nn. */
type Philox = (
  counter: readonly [number, number, number, number],
  key: readonly [number, number],
) => readonly number[];

/** The normal numbers that step.wgsl draws, in the order of the values. */
export function noiseReference(philox: Philox, seed: number, index: number, count: number): number[] {
  const key = [seed % 2 ** 32, Math.floor(seed / 2 ** 32)] as const;
  const blocks = Array.from({ length: Math.ceil(count / 4) }, (_, block) => {
    const [a, b, c, d] = philox([block, index, 0, 0], key).map((word) => ((word >>> 8) + 0.5) / 2 ** 24);
    const [r, s] = [Math.sqrt(-2 * Math.log(a!)), Math.sqrt(-2 * Math.log(c!))];
    const [u, v] = [2 * Math.PI * b!, 2 * Math.PI * d!];
    return [r * Math.cos(u), s * Math.cos(v), r * Math.sin(u), s * Math.sin(v)];
  });
  return blocks.flat().slice(0, count);
}
