import { FrameloomError } from '@frameloom/gpu';
import type { SchedulerConfig } from './config.ts';
import type { PlanOptions, SchedulerPlan, SchedulerStep } from './plan.ts';
import { linspace } from './timesteps.ts';

/** Esser et al. 2024, "Scaling Rectified Flow Transformers", section 5.3.2: Euler's method on straight paths, with shifted times. */
export function planFlowMatch(
  config: SchedulerConfig,
  { numInferenceSteps: count, mu, sigmas: given }: PlanOptions,
): SchedulerPlan {
  const { numTrainTimesteps: total, shift, useDynamicShifting } = config;
  if (useDynamicShifting && mu === undefined) {
    throw new FrameloomError(
      'invalid-argument',
      'scheduler: use_dynamic_shifting needs mu. Give the exponent of the shift for this size.',
    );
  }
  const shifted = (sigma: number): number => (shift * sigma) / (1 + (shift - 1) * sigma);
  const [smallest, largest] = useDynamicShifting ? [1 / total, 1] : [shifted(1 / total), shifted(1)];
  const bend = (sigma: number): number =>
    useDynamicShifting ? Math.exp(mu!) / (Math.exp(mu!) + 1 / sigma - 1) : shifted(sigma);
  const sigmas = [...(given ?? linspace(largest, smallest, count)).map(bend), 0];
  const steps = sigmas.slice(0, -1).map((sigma, i): SchedulerStep => {
    return {
      timestep: sigma * total,
      inputScale: 1,
      denoised: { sample: 1, output: -sigma },
      clip: undefined,
      next: { sample: 1, output: sigmas[i + 1]! - sigma, denoised: 0, previous: 0, noise: 0 },
      start: { clean: 1 - sigma, noise: sigma },
    };
  });
  return { steps, initNoiseSigma: 1 };
}
