import { FrameloomError } from '@frameloom/gpu';
import { cumulativeAlphas } from './alphas.ts';
import type { SchedulerConfig } from './config.ts';
import { denoise, type PlanOptions, type SchedulerPlan, type SchedulerStep } from './plan.ts';

/** Standard deviation of the data that the boundary condition assumes. */
const sigmaData = 0.5;

/** Luo et al. 2023, "Latent Consistency Models", multistep sampling. Every step but the last adds noise. */
export function planLcm(config: SchedulerConfig, options: PlanOptions): SchedulerPlan {
  const { numInferenceSteps: count, strength = 1 } = options;
  const alphas = cumulativeAlphas(config);
  const timesteps = spreadTimesteps(config, count, strength);
  const steps = timesteps.map((timestep, i): SchedulerStep => {
    const alpha = alphas[timestep]!;
    const [signal, sigma] = [Math.sqrt(alpha), Math.sqrt(1 - alpha)];
    const scaled = timestep * config.timestepScaling;
    const size = scaled ** 2 + sigmaData ** 2;
    const [skip, out] = [sigmaData ** 2 / size, scaled / Math.sqrt(size)];
    const following = timesteps[i + 1];
    const kept = following === undefined ? 1 : Math.sqrt(alphas[following]!);
    return {
      timestep,
      inputScale: 1,
      denoised: denoise(config.predictionType, signal, sigma),
      clip: config.clip,
      next: {
        sample: kept * skip,
        output: 0,
        denoised: kept * out,
        previous: 0,
        noise: following === undefined ? 0 : Math.sqrt(1 - alphas[following]!),
      },
      start: { clean: signal, noise: sigma },
    };
  });
  return { steps, initNoiseSigma: 1 };
}

/** Steps among those that the model was distilled on. */
function spreadTimesteps(config: SchedulerConfig, count: number, strength: number): number[] {
  const { numTrainTimesteps, originalInferenceSteps } = config;
  const stride = Math.floor(numTrainTimesteps / originalInferenceSteps);
  const length = Math.trunc(originalInferenceSteps * strength);
  if (count > length) {
    throw new FrameloomError(
      'invalid-argument',
      `scheduler: LCM makes at most ${length} steps here, got numInferenceSteps ${count}. Lower it, or raise strength or original_inference_steps.`,
    );
  }
  return Array.from({ length: count }, (_, i) => (length - Math.floor((i * length) / count)) * stride - 1);
}
