/** What a network predicts, in diffusers' words. */
export type PredictionType = 'epsilon' | 'v_prediction' | 'sample' | 'flow_prediction';

/** Factors of a sample and of the network's output, to be summed. */
export type Combination = { sample: number; output: number };

/**
 * One step of a sampler as factors, so that one kernel runs every scheduler: with `x` the sample and `o` the network's output
 * for `inputScale · x`, the denoised sample is `d = clip(denoised.sample · x + denoised.output · o)`, and the next sample is
 * `next.sample · x + next.output · o + next.denoised · d + next.previous · d' + next.noise · n`, with `d'` of the step before and
 * `n` standard normal noise.
 */
export type SchedulerStep = {
  /** What the network is told. */
  readonly timestep: number;
  /** Factor of the sample before it goes into the network. */
  readonly inputScale: number;
  readonly denoised: Combination;
  /** The denoised sample is kept within ±clip. */
  readonly clip: number | undefined;
  readonly next: Combination & { denoised: number; previous: number; noise: number };
  /** A clean sample is brought to the beginning of this step as `clean · sample + noise · n`: for image to image. */
  readonly start: { clean: number; noise: number };
};

/** All steps of one run. */
export type SchedulerPlan = {
  readonly steps: readonly SchedulerStep[];
  /** Standard deviation of the noise that a run from nothing begins with. */
  readonly initNoiseSigma: number;
};

/** What a caller chooses for one run. */
export type PlanOptions = {
  /** Steps of a whole run. */
  numInferenceSteps: number;
  /** Part of the run that is made, from its end, above 0 to 1: less than 1 for image to image. Default 1. */
  strength?: number;
  /** DDIM only: 0 (default) is deterministic, 1 adds as much noise as DDPM. */
  eta?: number;
  /** Flow matching only: the noise of each step, falling from 1 at most. Default: the config's. */
  sigmas?: readonly number[];
  /** Flow matching with dynamic shifting only, which needs it: the shift's exponent. Default: none. */
  mu?: number;
};

/** `x0` from a sample `√α·x0 + √(1−α)·ε` and what a network says. */
export function denoise(type: PredictionType, signal: number, sigma: number): Combination {
  if (type === 'sample') return { sample: 0, output: 1 };
  if (type === 'v_prediction') return { sample: signal, output: -sigma };
  if (type === 'flow_prediction') return { sample: 1, output: -sigma };
  return { sample: 1 / signal, output: -sigma / signal };
}

/** ε from the same. */
export function findNoise(type: PredictionType, signal: number, sigma: number): Combination {
  if (type === 'sample') return { sample: 1 / sigma, output: -signal / sigma };
  if (type === 'v_prediction') return { sample: sigma, output: signal };
  return { sample: 0, output: 1 };
}

/** Index of the first step that a run of this strength makes. */
export function firstStep(count: number, strength: number): number {
  return count - Math.min(Math.trunc(count * strength), count);
}
