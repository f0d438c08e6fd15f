import type { SchedulerConfig } from './config.ts';

/** The share of signal, ᾱ, at each training step. */
export function cumulativeAlphas(config: SchedulerConfig): Float64Array {
  const alphas = new Float64Array(config.numTrainTimesteps);
  let product = 1;
  betas(config).forEach((beta, i) => (alphas[i] = product *= 1 - beta));
  return config.rescaleBetasZeroSnr ? rescaleToZeroSnr(alphas) : alphas;
}

function betas(config: SchedulerConfig): number[] {
  const { trainedBetas, betaSchedule, numTrainTimesteps: count, betaStart, betaEnd } = config;
  if (trainedBetas) return [...trainedBetas];
  const between = (from: number, to: number): number[] =>
    Array.from({ length: count }, (_, i) => from + ((to - from) * i) / Math.max(1, count - 1));
  if (betaSchedule === 'linear') return between(betaStart, betaEnd);
  if (betaSchedule === 'scaled_linear')
    return between(Math.sqrt(betaStart), Math.sqrt(betaEnd)).map((root) => root ** 2);
  const signal = (t: number): number => Math.cos(((t + 0.008) / 1.008) * (Math.PI / 2)) ** 2;
  return between(0, 1).map((_, i) => Math.min(1 - signal((i + 1) / count) / signal(i / count), 0.999));
}

/** Lin et al. 2023, "Common Diffusion Noise Schedules and Sample Steps are Flawed", algorithm 1. */
function rescaleToZeroSnr(alphas: Float64Array): Float64Array {
  const [first, last] = [Math.sqrt(alphas[0]!), Math.sqrt(alphas.at(-1)!)];
  return alphas.map((alpha) => (((Math.sqrt(alpha) - last) * first) / (first - last)) ** 2);
}
