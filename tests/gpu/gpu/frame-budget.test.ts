import { expect, test } from 'vitest';
import { createFrameBudget, createGpu, createPass, createPool, type Gpu, type Slice } from '@frameloom/gpu';

// Each invocation adds 1 to one number of a row, after so many turns of a loop; `turns` 0 is nearly free.
const code = `
override turns = 0u;
@group(0) @binding(0) var<storage, read_write> data: array<f32>;
@compute @workgroup_size(64) fn main(@builtin(global_invocation_id) id: vec3u) {
  var x = 1.0;
  for (var i = 0u; i < turns; i++) { x = fma(x, 0.5, 0.5); }
  data[id.x] += x;
}`;
const { STORAGE, COPY_SRC, COPY_DST, MAP_READ } = GPUBufferUsage;
const count = 1024;

async function createRows(gpu: Gpu, turns = 0) {
  const pool = createPool(gpu, 'rows');
  const pass = await createPass(gpu, { label: 'rows/add', code, constants: { turns } });
  const data = pool.buffer({ label: 'data', size: 4 * count, usage: STORAGE | COPY_SRC });
  const slice = (kind: string, more: Partial<Slice> = {}): Slice => ({
    kind,
    bytes: 8 * count,
    record: (encoder) => pass.record(encoder, { data }, { width: count }),
    ...more,
  });
  async function read(): Promise<Float32Array> {
    const staging = pool.buffer({ label: 'staging', size: 4 * count, usage: MAP_READ | COPY_DST });
    const encoder = gpu.device.createCommandEncoder();
    encoder.copyBufferToBuffer(data, 0, staging, 0, 4 * count);
    gpu.device.queue.submit([encoder.finish()]);
    await staging.mapAsync(GPUMapMode.READ);
    return new Float32Array(staging.getMappedRange().slice(0));
  }
  return { pool, data, slice, read };
}

test('slices run in order, all of them, and their cost is learned', async () => {
  const gpu = await createGpu();
  const rows = await createRows(gpu, 2000);
  const budget = createFrameBudget(gpu, { budgetMs: 8 });
  let finished = 0;
  await budget.run(
    'interactive',
    Array.from({ length: 30 }, () => rows.slice('add', { after: () => void finished++ })),
  );
  expect(finished).toBe(30);
  expect(new Set(await rows.read())).toEqual(new Set([30]));
  const { costs, queueDepth, frames } = budget.stats;
  expect(queueDepth).toBe(0);
  expect(frames).toBeGreaterThan(0);
  expect(costs['add']!.samples).toBeGreaterThanOrEqual(4);
  expect(costs['add']!.fixedMs).toBeGreaterThan(0);
  expect(costs['add']!.fixedMs).toBeLessThan(1000);
  gpu.dispose();
});

test('a generator reads back what its slices wrote, and goes on from there', async () => {
  const gpu = await createGpu();
  const rows = await createRows(gpu);
  const budget = createFrameBudget(gpu);
  async function* decode(): AsyncGenerator<Slice[], number[], undefined> {
    const seen: number[] = [];
    const staging = rows.pool.buffer({ label: 'token', size: 4, usage: MAP_READ | COPY_DST });
    for (let token = 0; token < 4; token++) {
      const copy: Slice = {
        kind: 'copy',
        record: (encoder) => encoder.copyBufferToBuffer(rows.data, 0, staging, 0, 4),
      };
      yield [rows.slice('add'), rows.slice('add'), copy];
      await staging.mapAsync(GPUMapMode.READ);
      seen.push(new Float32Array(staging.getMappedRange())[0]!);
      staging.unmap();
    }
    return seen;
  }
  expect(await budget.run('interactive', decode())).toEqual([2, 4, 6, 8]);
  gpu.dispose();
});

test('what WebGPU refuses ends its run, and others go on', async () => {
  const gpu = await createGpu();
  const rows = await createRows(gpu);
  const budget = createFrameBudget(gpu);
  const destroyed = rows.pool.buffer({ label: 'destroyed', size: 16, usage: COPY_SRC | COPY_DST });
  rows.pool.free(destroyed);
  const refused = budget.run(
    'present',
    [{ kind: 'refused', record: (encoder) => encoder.clearBuffer(destroyed) }],
    { label: 'demo' },
  );
  const throws = budget.run('present', [
    {
      kind: 'throws',
      record(encoder) {
        encoder.beginComputePass();
        throw new Error('half recorded');
      },
    },
  ]);
  const sound = budget.run('background', [rows.slice('add')]);
  await expect(refused).rejects.toMatchObject({ code: 'validation' });
  await expect(throws).rejects.toThrow('half recorded');
  await sound;
  expect((await rows.read())[7]).toBe(1);
  gpu.dispose();
});

test('a lost device ends all work once, and the rebuilt one is used', async () => {
  const gpu = await createGpu();
  const budget = createFrameBudget(gpu);
  const first = await createRows(gpu, 2000);
  const endless = (function* (): Generator<Slice, void, undefined> {
    for (;;) yield first.slice('add');
  })();
  const run = budget.run('background', endless).catch((error: unknown) => error);
  await budget.run('interactive', [first.slice('add')]);
  const rebuilt = new Promise<void>((resolve) => gpu.onRebuild(resolve));
  gpu.device.destroy();
  expect(await run).toMatchObject({ code: 'device-lost' });
  await rebuilt;
  const second = await createRows(gpu);
  await budget.run('background', [second.slice('add'), second.slice('add')]);
  expect((await second.read())[0]).toBe(2);
  gpu.dispose();
});

test('a guest that submits by itself finds the queue empty, and its errors are its own', async () => {
  const gpu = await createGpu();
  const rows = await createRows(gpu, 2000);
  const budget = createFrameBudget(gpu);
  const stop = new AbortController();
  let isGuest = false;
  let disturbed = 0;
  const endless = (function* (): Generator<Slice, void, undefined> {
    for (;;) {
      const slice = rows.slice('add');
      yield {
        ...slice,
        record(encoder) {
          if (isGuest) disturbed++;
          slice.record(encoder);
        },
      };
    }
  })();
  const run = budget.run('interactive', endless, stop).catch((error: { code: string }) => error.code);
  const depth = await budget.exclusive('interactive', async () => {
    isGuest = true;
    const { queueDepth } = budget.stats;
    await rows.read();
    isGuest = false;
    return queueDepth;
  });
  expect(depth).toBe(0);
  expect(disturbed).toBe(0);
  await expect(budget.exclusive('present', () => Promise.reject(new Error('guest')))).rejects.toThrow(
    'guest',
  );
  stop.abort();
  expect(await run).toBe('aborted');
  gpu.dispose();
});

test('disposed while its first slices are being measured, it reads nothing that is destroyed', async () => {
  const gpu = await createGpu({ label: 'test' });
  const rows = await createRows(gpu, 2000);
  for (let round = 0; round < 8; round++) {
    const budget = createFrameBudget(gpu);
    const run = budget.run('interactive', [rows.slice('add'), rows.slice('add')]).catch(() => null);
    while (budget.stats.queueDepth === 0) await Promise.resolve();
    const done = gpu.device.queue.onSubmittedWorkDone();
    budget.dispose();
    await Promise.all([done, run]);
  }
  await gpu.device.queue.onSubmittedWorkDone();
  gpu.dispose();
});
