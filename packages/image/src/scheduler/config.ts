import { FrameloomError, show } from '@frameloom/gpu';
import { failValue } from '../fail.ts';
import type { PredictionType } from './plan.ts';

/** Families of samplers, by what diffusers calls their classes. */
export const schedulerClasses = {
  DDIMScheduler: 'ddim',
  EulerDiscreteScheduler: 'euler',
  EulerAncestralDiscreteScheduler: 'euler-ancestral',
  DPMSolverMultistepScheduler: 'dpm-solver',
  LCMScheduler: 'lcm',
  FlowMatchEulerDiscreteScheduler: 'flow-match',
} as const;

/** What a scheduler is called in this package. */
export type SchedulerKind = (typeof schedulerClasses)[keyof typeof schedulerClasses];

/** A `scheduler_config.json`, read: diffusers' fields in camelCase, with the defaults of the class. */
export type SchedulerConfig = {
  kind: SchedulerKind;
  numTrainTimesteps: number;
  betaStart: number;
  betaEnd: number;
  betaSchedule: 'linear' | 'scaled_linear' | 'squaredcos_cap_v2';
  trainedBetas: readonly number[] | undefined;
  predictionType: PredictionType;
  timestepSpacing: 'linspace' | 'leading' | 'trailing';
  stepsOffset: number;
  setAlphaToOne: boolean;
  /** Clips the denoised sample to ± this. */
  clip: number | undefined;
  rescaleBetasZeroSnr: boolean;
  useKarrasSigmas: boolean;
  finalSigmasType: 'zero' | 'sigma_min';
  /** DPM-Solver. */
  solverOrder: 1 | 2;
  solverType: 'midpoint' | 'heun';
  algorithmType: 'dpmsolver++' | 'sde-dpmsolver++';
  lowerOrderFinal: boolean;
  eulerAtFinal: boolean;
  /** LCM. */
  originalInferenceSteps: number;
  timestepScaling: number;
  /** Flow matching. */
  shift: number;
  useDynamicShifting: boolean;
};

/** Values that only mean something to a sampler that this package does not have. */
const unsupported = [
  'thresholding',
  'use_exponential_sigmas',
  'use_beta_sigmas',
  'use_lu_lambdas',
  'use_flow_sigmas',
  'invert_sigmas',
  'stochastic_sampling',
  'shift_terminal',
] as const;

/**
 * Reads a `scheduler_config.json` of diffusers.
 *
 * @param json The parsed file.
 * @throws FrameloomError `unsupported` for a class or option that this package does not have, `invalid-argument` for a value that
 * cannot be; both name the field.
 */
export function readSchedulerConfig(json: unknown): SchedulerConfig {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    failValue('scheduler', 'the config', json, 'the object of a scheduler_config.json');
  }
  const fields = json as Record<string, unknown>;
  const kind = readKind(fields['_class_name']);
  for (const name of unsupported) {
    const value = fields[name];
    if (value === undefined || value === null || value === false) continue;
    throw new FrameloomError(
      'unsupported',
      `scheduler: ${name} is ${show(value)}, which is not supported. Leave it out of scheduler_config.json, or choose another scheduler.`,
    );
  }
  const config = { kind, ...readNoise(fields, kind), ...readSolver(fields, kind) };
  const { originalInferenceSteps, numTrainTimesteps } = config;
  if (kind === 'lcm' && originalInferenceSteps > numTrainTimesteps) {
    failValue(
      'scheduler',
      'original_inference_steps',
      originalInferenceSteps,
      `at most num_train_timesteps, ${numTrainTimesteps}`,
    );
  }
  return config;
}

function readKind(name: unknown): SchedulerKind {
  if (typeof name === 'string' && Object.hasOwn(schedulerClasses, name)) {
    return schedulerClasses[name as keyof typeof schedulerClasses];
  }
  throw new FrameloomError(
    'unsupported',
    `scheduler: _class_name is ${show(name)}. Use one of ${Object.keys(schedulerClasses).join(', ')}.`,
  );
}

type Fields = Record<string, unknown>;
type Noise = Pick<
  SchedulerConfig,
  'numTrainTimesteps' | 'betaStart' | 'betaEnd' | 'betaSchedule' | 'trainedBetas' | 'rescaleBetasZeroSnr'
>;

function readNoise(fields: Fields, kind: SchedulerKind): Noise {
  const isLatent = kind === 'lcm';
  const trainedBetas = fields['trained_betas'] ?? undefined;
  const numTrainTimesteps = readNumber(fields, 'num_train_timesteps', 1000, 1, 100_000, true);
  const isList = Array.isArray(trainedBetas) && trainedBetas.length === numTrainTimesteps;
  if (trainedBetas !== undefined && !(isList && trainedBetas.every((beta) => beta > 0 && beta < 1))) {
    failValue('scheduler', 'trained_betas', trainedBetas, `${numTrainTimesteps} numbers between 0 and 1`);
  }
  return {
    numTrainTimesteps,
    betaStart: readNumber(fields, 'beta_start', isLatent ? 0.00085 : 0.0001, 1e-12, 1),
    betaEnd: readNumber(fields, 'beta_end', isLatent ? 0.012 : 0.02, 1e-12, 1),
    betaSchedule: readName(
      fields,
      'beta_schedule',
      ['linear', 'scaled_linear', 'squaredcos_cap_v2'],
      isLatent ? 'scaled_linear' : 'linear',
    ),
    trainedBetas: trainedBetas as readonly number[] | undefined,
    rescaleBetasZeroSnr: readFlag(fields, 'rescale_betas_zero_snr', false),
  };
}

function readSolver(fields: Fields, kind: SchedulerKind): Omit<SchedulerConfig, 'kind' | keyof Noise> {
  const clips = readFlag(fields, 'clip_sample', kind === 'ddim');
  const isSolver = kind === 'dpm-solver';
  const predictions = ['epsilon', 'v_prediction', 'sample'] as const;
  return {
    predictionType:
      kind === 'flow-match' ? 'flow_prediction' : readName(fields, 'prediction_type', predictions, 'epsilon'),
    timestepSpacing: readName(
      fields,
      'timestep_spacing',
      ['linspace', 'leading', 'trailing'],
      kind === 'ddim' || kind === 'lcm' ? 'leading' : 'linspace',
    ),
    stepsOffset: readNumber(fields, 'steps_offset', 0, 0, 100, true),
    setAlphaToOne: readFlag(fields, 'set_alpha_to_one', true),
    clip: clips ? readNumber(fields, 'clip_sample_range', 1, 1e-6, 1e6) : undefined,
    useKarrasSigmas: readFlag(fields, 'use_karras_sigmas', false),
    finalSigmasType: readName(fields, 'final_sigmas_type', ['zero', 'sigma_min'], 'zero'),
    solverOrder: readNumber(fields, 'solver_order', 2, 1, 2, true) as 1 | 2,
    solverType: readName(fields, 'solver_type', ['midpoint', 'heun'], 'midpoint'),
    algorithmType: isSolver
      ? readName(fields, 'algorithm_type', ['dpmsolver++', 'sde-dpmsolver++'], 'dpmsolver++')
      : 'dpmsolver++',
    lowerOrderFinal: readFlag(fields, 'lower_order_final', true),
    eulerAtFinal: readFlag(fields, 'euler_at_final', false),
    originalInferenceSteps: readNumber(fields, 'original_inference_steps', 50, 1, 100_000, true),
    timestepScaling: readNumber(fields, 'timestep_scaling', 10, 1e-6, 1e6),
    shift: readNumber(fields, 'shift', 1, 1e-3, 1e3),
    useDynamicShifting: readFlag(fields, 'use_dynamic_shifting', false),
  };
}

function readNumber(
  fields: Fields,
  name: string,
  preset: number,
  low: number,
  high: number,
  whole = false,
): number {
  const value = fields[name] ?? preset;
  const fits =
    typeof value === 'number' && value >= low && value <= high && (!whole || Number.isInteger(value));
  if (fits) return value;
  failValue('scheduler', name, value, `a ${whole ? 'whole ' : ''}number from ${low} to ${high}`);
}

function readFlag(fields: Fields, name: string, preset: boolean): boolean {
  const value = fields[name] ?? preset;
  if (typeof value === 'boolean') return value;
  failValue('scheduler', name, value, 'true or false');
}

function readName<T extends string>(fields: Fields, name: string, known: readonly T[], preset: T): T {
  const value = fields[name] ?? preset;
  if (known.includes(value as T)) return value as T;
  failValue('scheduler', name, value, `one of ${known.join(', ')}`);
}
