// Whole runs of samplers on the GPU against the reference, with a network's stand-in.
import { createPass, createPool, type ResourcePool } from '@frameloom/gpu';
import { createScheduler, createSchedulerPass, type SamplerBuffers } from '@frameloom/image';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { noiseReference, stepReference } from '../../../packages/image/src/step/step.reference.ts';
import { philox } from '../../../packages/nn/src/random/philox.reference.ts';
import { useGpu } from '../../support/gpu-test.ts';
import { readBuffer } from '../../support/read-buffer.ts';

const fixture = useGpu();
const count = 1003;
const seed = 2 ** 40 + 12345;
let pool: ResourcePool;
let buffers: SamplerBuffers & { unconditional: GPUBuffer };

beforeAll(() => {
  pool = createPool(fixture.gpu, 'test');
  const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
  const make = (label: string): GPUBuffer => pool.buffer({ label, size: Math.ceil(count / 4) * 16, usage });
  const [sample, input, output, denoised, unconditional] = ['a', 'b', 'c', 'd', 'e'].map(make);
  buffers = {
    sample: sample!,
    input: input!,
    output: output!,
    denoised: denoised!,
    unconditional: unconditional!,
  };
});
afterAll(() => pool.dispose());

const read = async (buffer: GPUBuffer): Promise<number[]> => [
  ...new Float32Array(await readBuffer(fixture.device, buffer)).subarray(0, count),
];

/** output = t / (t + 1) · input, unconditional = half of it. */
async function createStandIn() {
  const code = `
    @group(0) @binding(0) var<storage, read> values: array<f32>;
    @group(0) @binding(1) var<storage, read_write> output: array<f32>;
    @group(0) @binding(2) var<storage, read_write> half: array<f32>;
    override factor = 1.0;
    @compute @workgroup_size(64) fn main(@builtin(global_invocation_id) id: vec3u) {
      if (id.x >= arrayLength(&output)) { return; }
      output[id.x] = factor * values[id.x];
      half[id.x] = 0.5 * output[id.x];
    }`;
  return (timestep: number) =>
    createPass(fixture.gpu, { label: 'stand-in', code, constants: { factor: timestep / (timestep + 1) } });
}

test.each<[string, object, { guidanceScale?: number; eta?: number }]>([
  ['DDIMScheduler', {}, { eta: 0.7 }],
  ['EulerAncestralDiscreteScheduler', { beta_schedule: 'scaled_linear' }, { guidanceScale: 3 }],
  ['DPMSolverMultistepScheduler', { use_karras_sigmas: true }, {}],
  ['LCMScheduler', { clip_sample: true }, { guidanceScale: 1.5 }],
  ['FlowMatchEulerDiscreteScheduler', { shift: 3 }, {}],
])('%s %j %j, recorded in one encoder', async (name, config, { guidanceScale = 1, eta = 0 }) => {
  const { device, gpu } = fixture;
  const plan = createScheduler({ _class_name: name, ...config }).plan({ numInferenceSteps: 4, eta });
  const pass = await createSchedulerPass(gpu, { count });
  const compile = await createStandIn();
  const networks = await Promise.all(plan.steps.map(({ timestep }) => compile(timestep)));
  // What lay in the buffers before has no part in a run.
  for (const buffer of Object.values(buffers)) {
    device.queue.writeBuffer(buffer, 0, new Float32Array(count).fill(Number.NaN));
  }
  const encoder = device.createCommandEncoder();
  const options = { seed, guidanceScale, unconditional: buffers.unconditional };
  pass.recordStart(encoder, buffers, plan, options);
  networks.forEach((network, index) => {
    const bindings = { values: buffers.input, output: buffers.output, half: buffers.unconditional };
    network.record(encoder, bindings, { width: Math.ceil(count / 4) * 4 });
    pass.recordStep(encoder, buffers, plan, index, options);
  });
  device.queue.submit([encoder.finish()]);

  let sample = noiseReference(philox, seed, 0xffffffff, count).map((value) => value * plan.initNoiseSigma);
  let previous: number[] | undefined;
  for (const [index, step] of plan.steps.entries()) {
    const factor = (step.timestep / (step.timestep + 1)) * step.inputScale * (0.5 + guidanceScale * 0.5);
    const output = sample.map((value) => value * factor);
    const made = stepReference(step, sample, output, previous, noiseReference(philox, seed, index, count));
    [sample, previous] = [made.sample, made.denoised];
  }
  const made = await read(buffers.sample);
  const size = Math.max(...sample.map(Math.abs));
  const worst = Math.max(...made.map((value, i) => Math.abs(value - sample[i]!)));
  expect(worst / size).toBeLessThan(1e-4);
  expect(size).toBeGreaterThan(0.1);
  pass.dispose();
});

test('noise is normal, and its own for every seed', async () => {
  const { device, gpu } = fixture;
  const plan = createScheduler({ _class_name: 'DDIMScheduler' }).plan({ numInferenceSteps: 1 });
  const pass = await createSchedulerPass(gpu, { count });
  const draw = async (chosen: number): Promise<number[]> => {
    const encoder = device.createCommandEncoder();
    pass.recordStart(encoder, buffers, plan, { seed: chosen });
    device.queue.submit([encoder.finish()]);
    return read(buffers.sample);
  };
  const first = await draw(1);
  const mean = first.reduce((sum, value) => sum + value, 0) / count;
  const variance = first.reduce((sum, value) => sum + value ** 2, 0) / count;
  expect(Math.abs(mean)).toBeLessThan(0.1);
  expect(Math.abs(variance - 1)).toBeLessThan(0.15);
  expect(await draw(1)).toEqual(first);
  expect(await draw(2)).not.toEqual(first);
  pass.dispose();
});

test('what cannot be is named, and nothing is recorded', async () => {
  const { device, gpu } = fixture;
  const plan = createScheduler({ _class_name: 'DDIMScheduler' }).plan({ numInferenceSteps: 2 });
  const pass = await createSchedulerPass(gpu, { count });
  const encoder = device.createCommandEncoder();
  const step = (index: number, options: object) => () =>
    pass.recordStep(encoder, buffers, plan, index, { seed: 1, ...options });
  expect(step(2, {})).toThrow(/index is 2\. Give a whole number from 0 to 1/);
  expect(step(0, { seed: -1 })).toThrow(/seed is -1/);
  expect(step(0, { guidanceScale: Number.NaN })).toThrow(/guidanceScale is NaN/);
  expect(step(0, { guidanceScale: 7 })).toThrow(
    /unconditional is undefined\. Give the output without the prompt/,
  );
  pass.dispose();
  await expect(createSchedulerPass(gpu, { count: 0 })).rejects.toThrow(/count is 0/);
});
