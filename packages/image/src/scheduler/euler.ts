import { cumulativeAlphas } from './alphas.ts';
import type { SchedulerConfig } from './config.ts';
import type { Combination, PlanOptions, SchedulerPlan, SchedulerStep } from './plan.ts';
import { interpolate, karrasSigmas, sigmaOf, timestepOf } from './sigmas.ts';
import { spreadTimesteps } from './timesteps.ts';

/** What zero signal is taken for: its σ would be infinite. */
const leastAlpha = 2 ** -24;

/** Karras et al. 2022, algorithm 2 without churn; the ancestral one as in k-diffusion. */
export function planEuler(config: SchedulerConfig, { numInferenceSteps: count }: PlanOptions): SchedulerPlan {
  const { sigmas, timesteps } = spreadSigmas(config, count);
  const steps = timesteps.map((timestep, i): SchedulerStep => {
    const [sigma, next] = [sigmas[i]!, sigmas[i + 1]!];
    const up =
      config.kind === 'euler-ancestral' ? Math.sqrt((next ** 2 * (sigma ** 2 - next ** 2)) / sigma ** 2) : 0;
    const down = Math.sqrt(next ** 2 - up ** 2);
    // x + (x − d) / σ · (σ' − σ)
    const change = (down - sigma) / sigma;
    return {
      timestep,
      inputScale: 1 / Math.sqrt(sigma ** 2 + 1),
      denoised: denoiseAt(config, sigma),
      clip: undefined,
      next: { sample: 1 + change, output: 0, denoised: -change, previous: 0, noise: up },
      start: { clean: 1, noise: sigma },
    };
  });
  const largest = Math.max(...sigmas);
  const isWhole = config.timestepSpacing !== 'leading';
  return { steps, initNoiseSigma: isWhole ? largest : Math.sqrt(largest ** 2 + 1) };
}

/** σ of every step and of the end, and the timesteps that they belong to. */
function spreadSigmas(config: SchedulerConfig, count: number): { sigmas: number[]; timesteps: number[] } {
  const alphas = cumulativeAlphas(config);
  if (config.rescaleBetasZeroSnr) alphas[alphas.length - 1] = leastAlpha;
  const table = alphas.map(sigmaOf);
  const last = config.finalSigmasType === 'zero' ? 0 : table[0]!;
  const timesteps = spreadTimesteps(config, count);
  const sigmas = timesteps.map((timestep) => interpolate(table, timestep));
  if (!config.useKarrasSigmas) return { sigmas: [...sigmas, last], timesteps };
  const spread = karrasSigmas(sigmas.at(-1)!, sigmas[0]!, count);
  return { sigmas: [...spread, last], timesteps: spread.map((sigma) => timestepOf(sigma, table)) };
}

function denoiseAt({ predictionType }: SchedulerConfig, sigma: number): Combination {
  if (predictionType === 'sample') return { sample: 0, output: 1 };
  if (predictionType === 'epsilon') return { sample: 1, output: -sigma };
  const size = sigma ** 2 + 1;
  return { sample: 1 / size, output: -sigma / Math.sqrt(size) };
}
