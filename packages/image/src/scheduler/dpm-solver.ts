import { cumulativeAlphas } from './alphas.ts';
import type { SchedulerConfig } from './config.ts';
import { denoise, firstStep, type PlanOptions, type SchedulerPlan, type SchedulerStep } from './plan.ts';
import { interpolate, karrasSigmas, sigmaOf, timestepOf } from './sigmas.ts';
import { linspace, roundHalfEven } from './timesteps.ts';

/** What zero signal is taken for: its σ would be infinite. */
const leastAlpha = 2 ** -24;

/** Signal, noise and half the logarithm of their ratio. */
type Level = { signal: number; sigma: number; lambda: number };

/** Lu et al. 2022, "DPM-Solver++", algorithm 2 (2M) and its first order; the SDE variants of both. */
export function planDpmSolver(config: SchedulerConfig, options: PlanOptions): SchedulerPlan {
  const { numInferenceSteps: count, strength = 1 } = options;
  const { sigmas, timesteps } = spreadSigmas(config, count);
  const levels = sigmas.map(levelOf);
  const first = firstStep(count, strength);
  const steps = timesteps.map((timestep, i): SchedulerStep => {
    const [from, to] = [levels[i]!, levels[i + 1]!];
    // A solver of second order needs the denoised sample of the step before.
    const isFirstOrder =
      config.solverOrder === 1 || i <= first || (i === count - 1 && endsLow(config, count));
    const factors = firstOrder(config, from, to);
    return {
      timestep,
      inputScale: 1,
      denoised: denoise(config.predictionType, from.signal, from.sigma),
      clip: undefined,
      next: isFirstOrder ? factors : secondOrder(config, factors, levels[i - 1]!, from, to),
      start: { clean: from.signal, noise: from.sigma },
    };
  });
  return { steps, initNoiseSigma: 1 };
}

function endsLow(config: SchedulerConfig, count: number): boolean {
  return config.eulerAtFinal || config.finalSigmasType === 'zero' || (config.lowerOrderFinal && count < 15);
}

function firstOrder({ algorithmType }: SchedulerConfig, from: Level, to: Level): SchedulerStep['next'] {
  const h = to.lambda - from.lambda;
  const shrink = to.sigma / from.sigma;
  if (algorithmType === 'dpmsolver++') {
    return { sample: shrink, output: 0, denoised: -to.signal * Math.expm1(-h), previous: 0, noise: 0 };
  }
  return {
    sample: shrink * Math.exp(-h),
    output: 0,
    denoised: -to.signal * Math.expm1(-2 * h),
    previous: 0,
    noise: to.sigma * Math.sqrt(-Math.expm1(-2 * h)),
  };
}

function secondOrder(
  { algorithmType, solverType }: SchedulerConfig,
  factors: SchedulerStep['next'],
  before: Level,
  from: Level,
  to: Level,
): SchedulerStep['next'] {
  const h = to.lambda - from.lambda;
  const ratio = (from.lambda - before.lambda) / h;
  const rate = algorithmType === 'dpmsolver++' ? 1 : 2;
  const midpoint = -0.5 * to.signal * Math.expm1(-rate * h);
  const heun = to.signal * (Math.expm1(-rate * h) / (rate * h) + 1);
  // Of the change from the denoised sample before to this one, per step.
  const bend = (solverType === 'midpoint' ? midpoint : heun) / ratio;
  return { ...factors, denoised: factors.denoised + bend, previous: -bend };
}

function levelOf(sigma: number): Level {
  const signal = 1 / Math.sqrt(sigma ** 2 + 1);
  return { signal, sigma: sigma * signal, lambda: -Math.log(sigma) };
}

function spreadSigmas(config: SchedulerConfig, count: number): { sigmas: number[]; timesteps: number[] } {
  const alphas = cumulativeAlphas(config);
  if (config.rescaleBetasZeroSnr) alphas[alphas.length - 1] = leastAlpha;
  const table = alphas.map(sigmaOf);
  const last = config.finalSigmasType === 'zero' ? 0 : table[0]!;
  if (config.useKarrasSigmas) {
    const sigmas = karrasSigmas(table[0]!, table.at(-1)!, count);
    const timesteps = sigmas.map((sigma) => roundHalfEven(timestepOf(sigma, table)));
    return { sigmas: [...sigmas, last], timesteps };
  }
  const timesteps = spreadTimesteps(config, count);
  return { sigmas: [...timesteps.map((timestep) => interpolate(table, timestep)), last], timesteps };
}

/** As of the other samplers, but that one step more is spread and the last one left out. */
function spreadTimesteps(config: SchedulerConfig, count: number): number[] {
  const { numTrainTimesteps: total, timestepSpacing, stepsOffset } = config;
  if (timestepSpacing === 'linspace')
    return linspace(total - 1, 0, count + 1)
      .slice(0, -1)
      .map(roundHalfEven);
  if (timestepSpacing === 'leading') {
    const stride = Math.floor(total / (count + 1));
    return Array.from({ length: count }, (_, i) => (count - i) * stride + stepsOffset);
  }
  return Array.from({ length: count }, (_, i) => roundHalfEven(total - (i * total) / count) - 1);
}
