import { afterAll, beforeAll, expect, test } from 'vitest';
import { createGpu, createKernel, createPool, withErrorScopes, type Gpu } from '@frameloom/gpu';

const code = `
override factor: f32 = 1.0;
@group(0) @binding(0) var<storage, read> source: array<f32>;
@group(0) @binding(1) var<storage, read_write> target_: array<f32>;
@compute @workgroup_size(8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  target_[id.x] = source[id.x] * factor;
}`;

let gpu: Gpu;
beforeAll(async () => {
  gpu = await createGpu();
});
afterAll(() => gpu.dispose());

async function scale(values: readonly number[], constants?: Record<string, number>): Promise<number[]> {
  const { device } = gpu;
  return withErrorScopes(device, 'scale', async () => {
    const kernel = await createKernel(gpu, { label: 'test/scale', code, ...(constants && { constants }) });
    const pool = createPool(gpu, 'test');
    const size = values.length * 4;
    const { STORAGE, COPY_DST, COPY_SRC, MAP_READ } = GPUBufferUsage;
    const source = pool.buffer({ label: 'source', size, usage: STORAGE | COPY_DST });
    const target = pool.buffer({ label: 'target', size, usage: STORAGE | COPY_SRC });
    const readback = pool.buffer({ label: 'readback', size, usage: MAP_READ | COPY_DST });
    device.queue.writeBuffer(source, 0, new Float32Array(values));
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    pass.setPipeline(kernel.pipeline);
    pass.setBindGroup(0, kernel.bind([source, { buffer: target, size }]));
    pass.dispatchWorkgroups(values.length / 8);
    pass.end();
    encoder.copyBufferToBuffer(target, 0, readback, 0, size);
    device.queue.submit([encoder.finish()]);
    await readback.mapAsync(GPUMapMode.READ);
    const result = [...new Float32Array(readback.getMappedRange())];
    pool.dispose();
    expect(gpu.memory.bytes).toBe(0);
    return result;
  });
}

test('a kernel compiles and runs', async () => {
  expect(await scale([1, 2, 3, 4, 5, 6, 7, 8])).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
});

test('override constants specialise it', async () => {
  expect(await scale([1, 2, 3, 4, 5, 6, 7, 8], { factor: -2.5 })).toEqual([
    -2.5, -5, -7.5, -10, -12.5, -15, -17.5, -20,
  ]);
});

test('wrong WGSL is quoted with its label and line', async () => {
  const wrong = code.replace('* factor', '* nothing');
  const error = await createKernel(gpu, { label: 'test/wrong', code: wrong }).catch(
    (reason: unknown) => reason,
  );
  expect(error).toMatchObject({ code: 'compilation' });
  const { message } = error as Error;
  expect(message).toMatch(/^test\/wrong: line 7:\d+: .*nothing/);
  expect(message).toContain('target_[id.x] = source[id.x] * nothing;\n');
  expect(message.split('\n').at(-1)).toMatch(/^ +\^$/);
});
