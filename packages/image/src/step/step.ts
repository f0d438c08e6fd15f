import {
  createPass,
  createPool,
  createUniformRing,
  type Gpu,
  type PassTimer,
  type ResourcePool,
} from '@frameloom/gpu';
import { randomLibraries } from '@frameloom/nn';
import { failValue, requireWhole } from '../fail.ts';
import type { SchedulerPlan, SchedulerStep } from '../scheduler/plan.ts';
import stepCode from './step.wgsl?raw';

/** Buffers of f32 that a run works on, `count` values each. */
export type SamplerBuffers = {
  /** The sample. */
  sample: GPUBuffer;
  /** What the network reads: the sample as the step's `inputScale` wants it. */
  input: GPUBuffer;
  /** What the network said. */
  output: GPUBuffer;
  /** The denoised sample of the last step: a preview, and what solvers of second order go back to. */
  denoised: GPUBuffer;
};

/** What a run is made with. */
export type RunOptions = {
  /** A whole number from 0 to 2⁵³ − 1. The same seed gives the same noise on every device, but for rounding. */
  seed: number;
  /** What the network said without the prompt, for guidance. Default: no guidance. */
  unconditional?: GPUBuffer;
  /** 1 (default) takes the output as it is; more goes away from `unconditional` (Ho and Salimans 2022). */
  guidanceScale?: number;
};

/** Runs the plans of schedulers on the GPU. */
export interface SchedulerPass {
  /** GPU memory held, bytes. */
  readonly bytes: number;
  /** Records the beginning of a run: noise in `sample`, or with `clean` what lies there brought to the noise of the first step. */
  recordStart(
    encoder: GPUCommandEncoder,
    buffers: SamplerBuffers,
    plan: SchedulerPlan,
    options: RunOptions & { clean?: boolean },
    timer?: PassTimer,
  ): void;
  /**
   * Records step `index` of a plan, after the network: `sample` moves on, `denoised` is made, `input` is ready for the next
   * step. Any number of steps can be recorded before a submit.
   *
   * @throws FrameloomError `invalid-argument`, `device-lost`, `disposed`; nothing is recorded then.
   */
  recordStep(
    encoder: GPUCommandEncoder,
    buffers: SamplerBuffers,
    plan: SchedulerPlan,
    index: number,
    options: RunOptions,
    timer?: PassTimer,
  ): void;
  dispose(): void;
}

const parameterBytes = 64;
/** Of the noise that a run begins with; steps draw from the counters below. */
const startIndex = 0xffffffff;
const workgroupSize = 64;
const mostGroups = 65535;
/** Larger than any f32 that a clip would touch. */
const noClip = 3e38;

/**
 * Compiles the pass that runs a {@link SchedulerPlan}: guidance, scheduler step and noise in one kernel, without a readback.
 *
 * @param options.count Values of a sample.
 * @throws FrameloomError `invalid-argument`, `compilation`, `device-lost`, `disposed`.
 */
export async function createSchedulerPass(
  gpu: Gpu,
  options: { count: number; label?: string },
): Promise<SchedulerPass> {
  const { count, label = 'image/scheduler' } = options;
  requireWhole(label, 'count', count, 1, 2 ** 31);
  const pool = createPool(gpu, label);
  try {
    const ring = createUniformRing(gpu, pool, { label: 'parameters', size: parameterBytes });
    const pass = await createPass(gpu, {
      label,
      file: 'step.wgsl',
      code: stepCode,
      libraries: randomLibraries,
    });
    return createMethods(label, count, pool, (encoder, buffers, parameters, unconditional, timer) => {
      const { sample, input, output, denoised } = buffers;
      ring.write(encoder, parameters);
      const bindings = { output, unconditional, sample, clean: denoised, networkInput: input };
      pass.record(
        encoder,
        { parameters: ring.buffer, ...bindings },
        { workgroups: countGroups(count) },
        timer,
      );
    });
  } catch (error) {
    pool.dispose();
    throw error;
  }
}

type RecordPass = (
  encoder: GPUCommandEncoder,
  buffers: SamplerBuffers,
  parameters: ArrayBuffer,
  unconditional: GPUBuffer,
  timer?: PassTimer,
) => void;

function createMethods(label: string, count: number, pool: ResourcePool, record: RecordPass): SchedulerPass {
  return {
    get bytes() {
      return pool.bytes;
    },
    recordStart(encoder, buffers, plan, { seed, clean = false }, timer) {
      const first = plan.steps[0]!;
      const start = clean ? first.start : { clean: 0, noise: plan.initNoiseSigma };
      const next = { sample: start.clean, output: 0, denoised: 0, previous: 0, noise: start.noise };
      const step = { denoised: { sample: 0, output: 0 }, clip: undefined, next };
      const numbers = { inputScale: first.inputScale, count, index: startIndex, seed };
      record(encoder, buffers, writeParameters(label, step, numbers, 1), buffers.output, timer);
    },
    recordStep(encoder, buffers, plan, index, { seed, unconditional, guidanceScale = 1 }, timer) {
      requireWhole(label, 'index', index, 0, plan.steps.length - 1);
      if (!Number.isFinite(guidanceScale))
        failValue(label, 'guidanceScale', guidanceScale, 'a finite number');
      if (guidanceScale !== 1 && unconditional === undefined) {
        failValue(label, 'unconditional', unconditional, 'the output without the prompt, or guidanceScale 1');
      }
      const inputScale = plan.steps[index + 1]?.inputScale ?? 1;
      const numbers = { inputScale, count, index, seed };
      const parameters = writeParameters(label, plan.steps[index]!, numbers, guidanceScale);
      record(encoder, buffers, parameters, unconditional ?? buffers.output, timer);
    },
    dispose: () => pool.dispose(),
  };
}

/** Workgroups of four values an invocation, in rows where one row would be too long. */
function countGroups(count: number): readonly [number, number, number] {
  const groups = Math.ceil(count / 4 / workgroupSize);
  return [Math.min(groups, mostGroups), Math.ceil(groups / mostGroups), 1];
}

function writeParameters(
  label: string,
  { denoised, clip = noClip, next }: Pick<SchedulerStep, 'denoised' | 'clip' | 'next'>,
  { inputScale, count, index, seed }: { inputScale: number; count: number; index: number; seed: number },
  guidance: number,
): ArrayBuffer {
  requireWhole(label, 'seed', seed, 0, Number.MAX_SAFE_INTEGER);
  const data = new ArrayBuffer(parameterBytes);
  const floats = [denoised.sample, denoised.output, clip, guidance];
  floats.push(next.sample, next.output, next.denoised, next.previous, next.noise, inputScale);
  new Float32Array(data).set(floats);
  new Uint32Array(data).set([count, index, seed % 2 ** 32, Math.floor(seed / 2 ** 32)], floats.length);
  return data;
}
