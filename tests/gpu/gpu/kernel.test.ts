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
  expect(message).toMatch(/^test\/wrong: wrong.wgsl:7:\d+: .*nothing/);
  expect(message).toContain('target_[id.x] = source[id.x] * nothing;\n');
  expect(message.split('\n').at(-1)).toMatch(/^ +\^$/);
});

test('an unknown override constant is told with its name', async () => {
  const wrong = createKernel(gpu, { label: 'test/scale', code, constants: { facter: 2 } });
  await expect(wrong).rejects.toMatchObject({
    code: 'compilation',
    message: expect.stringMatching(/^test\/scale: .*facter/s),
  });
});

test('a missing entry point is told with its name', async () => {
  const wrong = createKernel(gpu, { label: 'test/scale', code, entryPoint: 'mian' });
  await expect(wrong).rejects.toMatchObject({ code: 'compilation', message: expect.stringMatching(/mian/) });
});

test('compilation errors reach the caller, not the host', async () => {
  const heard: string[] = [];
  const listen = (event: GPUUncapturedErrorEvent): void => void heard.push(event.error.message);
  gpu.device.addEventListener('uncapturederror', listen);
  await createKernel(gpu, { label: 'test/wrong', code: 'not wgsl' }).catch(() => {});
  await gpu.device.queue.onSubmittedWorkDone();
  gpu.device.removeEventListener('uncapturederror', listen);
  expect(heard).toEqual([]);
});

test('textures are bound as their first mip, depth without stencil', async () => {
  const sampling = `
@group(0) @binding(0) var depth: texture_depth_2d;
@group(0) @binding(1) var color: texture_2d<f32>;
@group(0) @binding(2) var output: texture_storage_2d<rgba16float, write>;
@group(0) @binding(3) var linear: sampler;
@compute @workgroup_size(1) fn main() {
  let levels = f32(textureNumLevels(color));
  textureStore(output, vec2u(0), vec4f(levels, textureLoad(depth, vec2u(0), 0), textureSampleLevel(color, linear, vec2f(0.5), 0.0).x, 1));
}`;
  await withErrorScopes(gpu.device, 'binding', async () => {
    const kernel = await createKernel(gpu, { label: 'test/binding', code: sampling });
    const pool = createPool(gpu, 'test');
    const { TEXTURE_BINDING, STORAGE_BINDING, RENDER_ATTACHMENT } = GPUTextureUsage;
    const size = { width: 4, height: 4 };
    const depth = pool.texture({
      label: 'depth',
      ...size,
      format: 'depth24plus-stencil8',
      usage: TEXTURE_BINDING | RENDER_ATTACHMENT,
    });
    const color = pool.texture({
      label: 'color',
      ...size,
      format: 'rgba8unorm',
      usage: TEXTURE_BINDING,
      mipLevelCount: 3,
    });
    const output = pool.texture({
      label: 'output',
      ...size,
      format: 'rgba16float',
      usage: STORAGE_BINDING,
      mipLevelCount: 2,
    });
    const sampler = gpu.device.createSampler({ minFilter: 'linear' });
    const encoder = gpu.device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    pass.setPipeline(kernel.pipeline);
    pass.setBindGroup(0, kernel.bind([depth, color, output, sampler]));
    pass.setBindGroup(
      0,
      kernel.bind([depth.createView({ aspect: 'depth-only' }), color.createView(), output, sampler]),
    );
    pass.dispatchWorkgroups(1);
    pass.end();
    gpu.device.queue.submit([encoder.finish()]);
    await gpu.device.queue.onSubmittedWorkDone();
    pool.free(color);
    expect(() => kernel.bind([depth, color, output, sampler])).toThrow(
      expect.objectContaining({ code: 'disposed' }),
    );
    pool.dispose();
  });
  expect(gpu.memory.bytes).toBe(0);
});
