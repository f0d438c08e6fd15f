// Samplers against ten steps that diffusers recorded (tests/parity/image/record_schedulers.py), and against the values that
// its own tests publish.
import { createScheduler, type PlanOptions } from '@frameloom/image';
import { describe, expect, test } from 'vitest';
import { stepReference } from '../../../packages/image/src/step/step.reference.ts';
import { readText } from '../../support/source.ts';

type Case = {
  config: { _class_name: string };
  options: Partial<PlanOptions>;
  timesteps: number[];
  samples: number[][];
};
const recorded = JSON.parse(readText('tests/parity/image/schedulers.json')) as { cases: Case[] };

/** The network's stand-in. */
const model = (sample: number[], timestep: number): number[] =>
  sample.map((value) => (value * timestep) / (timestep + 1));

const noiseOf = (step: number): number[] =>
  Array.from({ length: 12 }, (_, k) => 1.5 * Math.sin(12.9898 * (k + 1) + 78.233 * (step + 1)));

type Run = PlanOptions & { passesScaled?: boolean };

/** Runs a plan; `passesScaled` gives the scaled sample to the step too, as some tests of diffusers do. */
function run(config: object, first: number[], { passesScaled = false, ...options }: Run): number[][] {
  const { steps, initNoiseSigma } = createScheduler(config).plan(options);
  const samples: number[][] = [];
  let sample = first.map((value) => value * initNoiseSigma);
  let previous: number[] | undefined;
  for (const [i, step] of steps.entries()) {
    const scaled = sample.map((value) => value * step.inputScale);
    if (passesScaled) sample = scaled;
    const made = stepReference(step, sample, model(scaled, step.timestep), previous, noiseOf(i));
    previous = made.denoised;
    sample = made.sample;
    samples.push(sample);
  }
  return samples;
}

describe('ten steps of diffusers', () => {
  const cases = recorded.cases.map((item): [string, Case] => {
    const { _class_name: name, ...config } = item.config;
    return [`${name} ${JSON.stringify({ ...config, ...item.options })}`, item];
  });
  test.each(cases)('%s', (_, { config, options, timesteps, samples }) => {
    const scheduler = createScheduler(config);
    const plan = scheduler.plan({ numInferenceSteps: 10, ...options });
    expect(plan.steps).toHaveLength(10);
    plan.steps.forEach(({ timestep }, i) => expect(Math.abs(timestep - timesteps[i]!)).toBeLessThan(0.02));
    const made = run(config, noiseOf(-1), { numInferenceSteps: 10, ...options });
    samples.forEach((expected, i) => {
      const size = Math.max(...expected.map(Math.abs));
      expected.forEach((value, k) => expect(Math.abs(made[i]![k]! - value)).toBeLessThanOrEqual(1e-4 * size));
    });
  });
});

describe('values that the tests of diffusers publish: sum and mean of magnitudes', () => {
  const first = Array.from({ length: 768 }, (_, i) => i / 768);
  const linear = { beta_start: 0.0001, beta_end: 0.02, beta_schedule: 'linear' };
  const euler = { _class_name: 'EulerDiscreteScheduler', num_train_timesteps: 1100, ...linear };
  const ddim = { _class_name: 'DDIMScheduler', ...linear };
  const dpm = {
    _class_name: 'DPMSolverMultistepScheduler',
    ...linear,
    lower_order_final: false,
    final_sigmas_type: 'sigma_min',
  };
  const v = { prediction_type: 'v_prediction' };
  const lcm = { _class_name: 'LCMScheduler' };

  test.each<[string, object, Partial<Run>, number, number]>([
    ['Euler', euler, { passesScaled: true }, 10.0807, 0.0131],
    ['Euler, v', { ...euler, ...v }, { passesScaled: true }, 0.0002, 2.2676e-6],
    ['Euler, Karras', { ...euler, use_karras_sigmas: true }, { passesScaled: true }, 124.52299, 0.16214],
    ['DDIM', ddim, {}, 172.0067, 0.223967],
    ['DDIM, v', { ...ddim, ...v }, {}, 52.5302, 0.0684],
    ['DDIM, alpha one', { ...ddim, beta_start: 0.01 }, {}, 149.8295, 0.1951],
    ['DDIM, first alpha', { ...ddim, beta_start: 0.01, set_alpha_to_one: false }, {}, 149.0784, 0.1941],
    ['DPM-Solver++ 2M', dpm, {}, 0.3301 * 768, 0.3301],
    ['DPM-Solver++ 2M, v', { ...dpm, ...v }, {}, 0.2251 * 768, 0.2251],
    ['LCM, one step', lcm, { numInferenceSteps: 1 }, 18.7097, 0.0244],
  ])('%s', (_, config, options, sum, mean) => {
    const made = run(config, first, { numInferenceSteps: 10, ...options }).at(-1)!;
    const total = made.reduce((all, value) => all + Math.abs(value), 0);
    expect(Math.abs(total - sum)).toBeLessThan(Math.max(1e-2, sum * 2e-4));
    expect(Math.abs(total / 768 - mean)).toBeLessThan(1e-3);
  });
});

test('one trailing step of Euler is how a turbo model is sampled', () => {
  const { steps, initNoiseSigma } = createScheduler({
    _class_name: 'EulerDiscreteScheduler',
    beta_schedule: 'scaled_linear',
    beta_start: 0.00085,
    beta_end: 0.012,
    timestep_spacing: 'trailing',
  }).plan({ numInferenceSteps: 1 });
  expect(steps).toHaveLength(1);
  expect(steps[0]!.timestep).toBe(999);
  expect(initNoiseSigma).toBeCloseTo(14.6146, 3);
  expect(steps[0]!.next).toMatchObject({ sample: 0, denoised: 1, noise: 0 });
});

describe('a part of a run', () => {
  test('is the end of the whole one, and begins with a sample of that noise', () => {
    const scheduler = createScheduler({ _class_name: 'DDIMScheduler' });
    const whole = scheduler.plan({ numInferenceSteps: 10 });
    const part = scheduler.plan({ numInferenceSteps: 10, strength: 0.3 });
    expect(part.steps).toEqual(whole.steps.slice(7));
    const { clean, noise } = part.steps[0]!.start;
    expect(clean ** 2 + noise ** 2).toBeCloseTo(1, 12);
  });

  test('of DPM-Solver++ begins with first order, since it has no step before', () => {
    const scheduler = createScheduler({ _class_name: 'DPMSolverMultistepScheduler' });
    const { steps } = scheduler.plan({ numInferenceSteps: 10, strength: 0.5 });
    expect(steps).toHaveLength(5);
    expect(steps[0]!.next.previous).toBe(0);
    expect(steps[1]!.next.previous).not.toBe(0);
  });
});

describe('bad input is named', () => {
  test.each<[unknown, RegExp]>([
    [undefined, /the config is undefined/],
    [[], /the config is \[\]/],
    [{}, /_class_name is undefined\. Use one of DDIMScheduler, /],
    [{ _class_name: 'constructor' }, /_class_name is "constructor"/],
    [{ _class_name: 'UniPCMultistepScheduler' }, /_class_name is "UniPCMultistepScheduler"/],
    [{ _class_name: 'DDIMScheduler', thresholding: true }, /thresholding is true, which is not supported/],
    [{ _class_name: 'DDIMScheduler', beta_schedule: 'sigmoid' }, /beta_schedule is "sigmoid"/],
    [{ _class_name: 'DDIMScheduler', beta_end: Number.NaN }, /beta_end is NaN/],
    [{ _class_name: 'DDIMScheduler', num_train_timesteps: 1e9 }, /num_train_timesteps is 1000000000/],
    [{ _class_name: 'DDIMScheduler', trained_betas: [0.1] }, /trained_betas is \[0\.1\]\. Give 1000 numbers/],
    [{ _class_name: 'DDIMScheduler', clip_sample: 'yes' }, /clip_sample is "yes"/],
    [
      { _class_name: 'LCMScheduler', num_train_timesteps: 20 },
      /original_inference_steps is 50\. Give at most num_train_timesteps, 20/,
    ],
    [{ _class_name: 'DPMSolverMultistepScheduler', solver_order: 3 }, /solver_order is 3/],
    [
      { _class_name: 'DPMSolverMultistepScheduler', algorithm_type: 'dpmsolver' },
      /algorithm_type is "dpmsolver"/,
    ],
  ])('%j', (config, message) => {
    expect(() => createScheduler(config)).toThrow(message);
  });

  test.each<[string, object, RegExp]>([
    ['DDIMScheduler', { numInferenceSteps: 0 }, /numInferenceSteps is 0/],
    [
      'DDIMScheduler',
      { numInferenceSteps: 2000 },
      /numInferenceSteps is 2000\. Give a whole number from 1 to 1000/,
    ],
    ['DDIMScheduler', { numInferenceSteps: 10, strength: 0 }, /strength is 0/],
    [
      'DDIMScheduler',
      { numInferenceSteps: 10, strength: 0.05 },
      /strength is 0\.05\. Give 0\.100 or more: 10 steps/,
    ],
    ['DDIMScheduler', { numInferenceSteps: 10, eta: Number.NaN }, /eta is NaN/],
    ['LCMScheduler', { numInferenceSteps: 60 }, /at most 50 steps here, got numInferenceSteps 60/],
  ])('%s %j', (name, options, message) => {
    expect(() => createScheduler({ _class_name: name }).plan(options as PlanOptions)).toThrow(message);
  });

  test('dynamic shifting without its exponent', () => {
    const scheduler = createScheduler({
      _class_name: 'FlowMatchEulerDiscreteScheduler',
      use_dynamic_shifting: true,
    });
    expect(() => scheduler.plan({ numInferenceSteps: 4 })).toThrow(/needs mu/);
  });
});
