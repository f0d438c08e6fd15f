import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  createGpu,
  createKernel,
  createPassTimer,
  withErrorScopes,
  type Gpu,
  type Kernel,
  type PassTimer,
} from '@frameloom/gpu';

const code = `
override steps: u32 = 1;
@group(0) @binding(0) var<storage, read_write> data: array<f32>;
@compute @workgroup_size(64) fn main(@builtin(global_invocation_id) id: vec3u) {
  var x = f32(id.x);
  for (var i = 0u; i < steps; i++) { x = fma(x, 0.999, 0.5); }
  data[id.x] = x;
}`;

let gpu: Gpu;
let timer: PassTimer;
beforeEach(async () => {
  gpu = await createGpu();
  timer = createPassTimer(gpu, { capacity: 4 });
});
afterEach(() => gpu.dispose());

async function kernels(): Promise<{
  run(frame: readonly [label: string, steps: number][]): void;
  buffer: GPUBuffer;
}> {
  const buffer = gpu.device.createBuffer({ size: 4 * 64 * 64, usage: GPUBufferUsage.STORAGE });
  const made = new Map<number, Kernel>();
  for (const steps of [1, 4000])
    made.set(steps, await createKernel(gpu, { label: `steps ${steps}`, code, constants: { steps } }));
  return {
    buffer,
    run(frame) {
      const encoder = gpu.device.createCommandEncoder();
      for (const [label, steps] of frame) {
        const kernel = made.get(steps)!;
        const timestampWrites = timer.pass(label);
        const pass = encoder.beginComputePass({ label, ...(timestampWrites && { timestampWrites }) });
        pass.setPipeline(kernel.pipeline);
        pass.setBindGroup(0, kernel.bind([buffer]));
        pass.dispatchWorkgroups(64);
        pass.end();
      }
      timer.resolve(encoder);
      gpu.device.queue.submit([encoder.finish()]);
    },
  };
}

test('long passes take longer than short ones, and labels are summed', async (context) => {
  context.skip(!timer.supported, 'no timestamp-query on this adapter');
  await withErrorScopes(gpu.device, 'timer', async () => {
    const { run } = await kernels();
    for (let frame = 0; frame < 6; frame++) {
      run([
        ['short', 1],
        ['long', 4000],
        ['twice', 4000],
        ['twice', 4000],
      ]);
      await timer.collect();
    }
  });
  const { short, long, twice, ...others } = timer.results();
  expect(others).toEqual({});
  for (const timing of [short!, long!, twice!]) {
    expect(timing.count).toBe(6);
    expect(timing.p50).toBeGreaterThanOrEqual(0);
    expect(timing.p95).toBeGreaterThanOrEqual(timing.p50);
    expect(timing.last).toBeLessThan(60_000);
  }
  expect(long!.p50).toBeGreaterThan(2 * short!.p50);
  expect(twice!.p50).toBeGreaterThan(1.2 * long!.p50);
  timer.reset();
  expect(timer.results()).toEqual({});
});

test('frames that nobody collects cost nothing and break nothing', async (context) => {
  context.skip(!timer.supported, 'no timestamp-query on this adapter');
  await withErrorScopes(gpu.device, 'timer', async () => {
    const { run } = await kernels();
    for (let frame = 0; frame < 20; frame++) run([['short', 1]]);
    await Promise.all([timer.collect(), timer.collect()]);
    expect(timer.results()['short']?.count).toBe(4);
    // Not awaited: reading goes on while frames are recorded.
    for (let frame = 0; frame < 10; frame++) {
      run([['short', 1]]);
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
    const { run } = await kernels();
    run([]);
    run(
      ['a', 'b', 'c', 'd', 'e'].map((label) => [label, 1] as const).map(([label, steps]) => [label, steps]),
    );
    await timer.collect();
  });
  expect(Object.keys(timer.results())).toEqual(['a', 'b', 'c', 'd']);
});

test('accounts for its buffers and returns them, also while reading', async (context) => {
  context.skip(!timer.supported, 'no timestamp-query on this adapter');
  await withErrorScopes(gpu.device, 'timer', async () => {
    const { run } = await kernels();
    expect(gpu.memory.bytes).toBe(0);
    run([['short', 1]]);
    expect(gpu.memory.byOwner()).toEqual({ 'gpu/timer': 5 * 4 * 16 });
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
