import { cumulativeAlphas } from './alphas.ts';
import type { SchedulerConfig } from './config.ts';
import { denoise, findNoise, type PlanOptions, type SchedulerPlan, type SchedulerStep } from './plan.ts';
import { roundHalfEven, spreadTimesteps } from './timesteps.ts';

/** Song et al. 2020, "Denoising Diffusion Implicit Models", equations 12 and 16. */
export function planDdim(config: SchedulerConfig, options: PlanOptions): SchedulerPlan {
  const { numInferenceSteps: count, eta = 0 } = options;
  const alphas = cumulativeAlphas(config);
  const final = config.setAlphaToOne ? 1 : alphas[0]!;
  const stride = Math.floor(config.numTrainTimesteps / count);
  const steps = spreadTimesteps(config, count)
    .map(roundHalfEven)
    .map((timestep): SchedulerStep => {
      const alpha = alphas[Math.min(timestep, alphas.length - 1)]!;
      const previous = timestep >= stride ? alphas[timestep - stride]! : final;
      const [signal, sigma] = [Math.sqrt(alpha), Math.sqrt(1 - alpha)];
      const variance = ((1 - previous) / (1 - alpha)) * (1 - alpha / previous);
      const noise = eta * Math.sqrt(Math.max(variance, 0));
      const direction = Math.sqrt(Math.max(1 - previous - noise ** 2, 0));
      const found = findNoise(config.predictionType, signal, sigma);
      return {
        timestep,
        inputScale: 1,
        denoised: denoise(config.predictionType, signal, sigma),
        clip: config.clip,
        next: {
          sample: direction * found.sample,
          output: direction * found.output,
          denoised: Math.sqrt(previous),
          previous: 0,
          noise,
        },
        start: { clean: signal, noise: sigma },
      };
    });
  return { steps, initNoiseSigma: 1 };
}
