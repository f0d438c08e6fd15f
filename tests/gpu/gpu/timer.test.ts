import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  createGpu,
  createKernel,
  createPassTimer,
  withErrorScopes,
  type Gpu,
  type PassTimer,
} from '@frameloom/gpu';

const code = `
@group(0) @binding(0) var<storage, read_write> data: array<f32>;
@group(0) @binding(1) var<uniform> steps: vec4u;
@compute @workgroup_size(64) fn main(@builtin(global_invocation_id) id: vec3u) {
  var x = f32(id.x);
  for (var i = 0u; i < steps.x; i++) { x = fma(x, 0.999, 0.5); }
  data[id.x] = x;
}`;

let gpu: Gpu;
let timer: PassTimer;
beforeEach(async () => {
  gpu = await createGpu();
  timer = createPassTimer(gpu, { capacity: 8 });
});
afterEach(() => gpu.dispose());

/** A pass by its label: `short` loops once, every other label as often as it takes to be measured. */
type Run = (labels: readonly string[], longSteps?: number) => void;

async function createRun(): Promise<Run> {
  const { device } = gpu;
  const data = device.createBuffer({ size: 4 * 64 * 64, usage: GPUBufferUsage.STORAGE });
  const kernel = await createKernel(gpu, { label: 'loop', code });
  const stepsOf = (steps: number): GPUBindGroup => {
    const uniform = device.createBuffer({
      size: 16,
      usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST,
    });
    device.queue.writeBuffer(uniform, 0, new Uint32Array([steps, 0, 0, 0]));
    return kernel.bind([data, uniform]);
  };
  const short = stepsOf(1);
  return (labels, longSteps = 1) => {
    const encoder = device.createCommandEncoder();
    const long = stepsOf(longSteps);
    for (const label of labels) {
      const timestampWrites = timer.pass(label);
      const pass = encoder.beginComputePass({ label, ...(timestampWrites && { timestampWrites }) });
      pass.setPipeline(kernel.pipeline);
      pass.setBindGroup(0, label === 'short' ? short : long);
      pass.dispatchWorkgroups(64);
      pass.end();
    }
    timer.resolve(encoder);
    device.queue.submit([encoder.finish()]);
  };
}

/** Loop turns that take some milliseconds: browsers round timestamps to a tenth of one, and other work disturbs. */
async function findLongSteps(run: Run): Promise<number> {
  let steps = 1000;
  for (; steps < 1e9; steps *= 4) {
    run(['long'], steps);
    await timer.collect();
    if (timer.results()['long']!.last > 6) break;
  }
  timer.reset();
  return steps;
}

test('long passes take longer than short ones, and labels are summed', async (context) => {
  context.skip(!timer.supported, 'no timestamp-query on this adapter');
  await withErrorScopes(gpu.device, 'timer', async () => {
    const run = await createRun();
    const steps = await findLongSteps(run);
    for (let frame = 0; frame < 6; frame++) {
      run(['short', 'long', 'four', 'four', 'four', 'four'], steps);
      await timer.collect();
    }
  });
  const { short, long, four, ...others } = timer.results();
  expect(others).toEqual({});
  for (const timing of [short!, long!, four!]) {
    expect(timing.count).toBe(6);
    expect(timing.p50).toBeGreaterThanOrEqual(0);
    expect(timing.p95).toBeGreaterThanOrEqual(timing.p50);
    expect(timing.last).toBeLessThan(60_000);
  }
  expect(long!.p50).toBeGreaterThan(2 * short!.p50);
  expect(four!.p50).toBeGreaterThan(1.5 * long!.p50);
  timer.reset();
  expect(timer.results()).toEqual({});
});

test('frames that nobody collects cost nothing and break nothing', async (context) => {
  context.skip(!timer.supported, 'no timestamp-query on this adapter');
  await withErrorScopes(gpu.device, 'timer', async () => {
    const run = await createRun();
    for (let frame = 0; frame < 20; frame++) run(['short']);
    await Promise.all([timer.collect(), timer.collect()]);
    expect(timer.results()['short']?.count).toBe(4);
    // Not awaited: reading goes on while frames are recorded.
    for (let frame = 0; frame < 10; frame++) {
      run(['short']);
      void timer.collect();
    }
    await gpu.device.queue.onSubmittedWorkDone();
    await timer.collect();
  });
  expect(timer.results()['short']?.count).toBeGreaterThan(4);
});

test('more passes than capacity go unmeasured; a frame without passes is fine', async (context) => {
  context.skip(!timer.supported, 'no timestamp-query on this adapter');
  await withErrorScopes(gpu.device, 'timer', async () => {
    const run = await createRun();
    run([]);
    run([...'abcdefghij']);
    await timer.collect();
  });
  expect(Object.keys(timer.results())).toEqual([...'abcdefgh']);
});

test('accounts for its buffers and returns them, also while reading', async (context) => {
  context.skip(!timer.supported, 'no timestamp-query on this adapter');
  await withErrorScopes(gpu.device, 'timer', async () => {
    const run = await createRun();
    expect(gpu.memory.bytes).toBe(0);
    run(['short']);
    expect(gpu.memory.byOwner()).toEqual({ 'gpu/timer': 5 * 8 * 16 });
    const reading = timer.collect();
    timer.dispose();
    await reading;
    timer.dispose();
    expect(gpu.memory.bytes).toBe(0);
  });
});

test('a device without timestamp-query is timed by nobody', async () => {
  const adapter = await navigator.gpu.requestAdapter();
  const plain = await createGpu({ device: await adapter!.requestDevice() });
  const silent = createPassTimer(plain);
  expect(silent.supported).toBe(false);
  expect(silent.pass('a')).toBeUndefined();
  await silent.collect();
  expect(silent.results()).toEqual({});
  plain.device.destroy();
});

test('a label that no longer occurs is dropped, and the whole frame is known', async () => {
  if (!timer.supported) return;
  const run = await createRun();
  const frame = async (labels: readonly string[]): Promise<void> => {
    run(labels);
    await gpu.device.queue.onSubmittedWorkDone();
    await timer.collect();
  };
  await frame(['first', 'second']);
  expect(Object.keys(timer.results())).toEqual(['first', 'second']);
  for (let i = 0; i < 17; i++) await frame(['second', 'third']);
  const results = timer.results();
  expect(Object.keys(results).toSorted()).toEqual(['second', 'third']);
  expect(timer.frame.count).toBe(18);
  expect(timer.frame.last).toBeCloseTo(results['second']!.last + results['third']!.last, 9);
});
