import { expect, test } from 'vitest';
import {
  borrowGpu,
  createGpu,
  createKernel,
  createPassTimer,
  createPool,
  withErrorScopes,
  type Gpu,
} from '@frameloom/gpu';

const code =
  '@group(0) @binding(0) var<storage, read_write> data: array<u32>;\n@compute @workgroup_size(1) fn main() { data[0] = 7u; }';
const { STORAGE, COPY_SRC, COPY_DST, MAP_READ } = GPUBufferUsage;

async function writesSeven(gpu: Gpu): Promise<boolean> {
  const pool = createPool(gpu, 'seven');
  const { device } = gpu;
  try {
    return await withErrorScopes(device, 'seven', async () => {
      const kernel = await createKernel(gpu, { label: 'seven', code });
      const data = pool.buffer({ label: 'data', size: 4, usage: STORAGE | COPY_SRC });
      const readback = pool.buffer({ label: 'readback', size: 4, usage: MAP_READ | COPY_DST });
      const encoder = device.createCommandEncoder();
      const pass = encoder.beginComputePass();
      pass.setPipeline(kernel.pipeline);
      pass.setBindGroup(0, kernel.bind([data]));
      pass.dispatchWorkgroups(1);
      pass.end();
      encoder.copyBufferToBuffer(data, 0, readback, 0, 4);
      device.queue.submit([encoder.finish()]);
      await readback.mapAsync(GPUMapMode.READ);
      return new Uint32Array(readback.getMappedRange())[0] === 7;
    });
  } finally {
    pool.dispose();
  }
}

test('an own device has the features and limits of its adapter, and a tier', async () => {
  const gpu = await createGpu({ label: 'tiers' });
  const adapter = await navigator.gpu.requestAdapter();
  expect(gpu.device.label).toBe('tiers');
  expect(gpu.borrowed).toBe(false);
  expect(gpu.adapterName.length).toBeGreaterThan(3);
  for (const feature of ['shader-f16', 'subgroups', 'timestamp-query', 'float32-filterable'] as const) {
    expect(gpu.device.features.has(feature), feature).toBe(adapter?.features.has(feature));
  }
  for (const limit of [
    'maxTextureDimension2D',
    'maxStorageBuffersPerShaderStage',
    'maxComputeWorkgroupStorageSize',
  ] as const) {
    expect(gpu.device.limits[limit], limit).toBe(adapter?.limits[limit]);
  }
  if (adapter?.info.isFallbackAdapter || /swiftshader|llvmpipe/i.test(gpu.adapterName))
    expect(gpu.tier).toBe('software');
  gpu.dispose();
});

test('a lost device is rebuilt, and everything is made again on it', async () => {
  const gpu = await createGpu();
  const first = gpu.device;
  const pool = createPool(gpu, 'test');
  const timer = createPassTimer(gpu);
  const kernel = await createKernel(gpu, { label: 'test/seven', code });
  const old = pool.buffer({ label: 'old', size: 64, usage: STORAGE });
  timer.pass('one');
  const losses: string[] = [];
  gpu.onLost(({ reason }) => void losses.push(reason));
  const rebuilt = new Promise<void>((resolve) => gpu.onRebuild(resolve));

  const compiling = createKernel(gpu, { label: 'test/late', code: `${code} // not compiled yet` }).catch(
    (error: unknown) => error,
  );
  first.destroy();
  await first.lost;
  await Promise.resolve();
  expect(gpu.isLost).toBe(true);
  expect(gpu.memory.bytes).toBe(0);
  expect(() => kernel.bind([old])).toThrow(expect.objectContaining({ code: 'device-lost' }));
  expect(() => pool.buffer({ label: 'late', size: 4, usage: STORAGE })).toThrow(
    expect.objectContaining({ code: 'device-lost' }),
  );
  expect(timer.pass('two')).toBeUndefined();
  expect(await compiling).toMatchObject({ code: 'device-lost' });

  await rebuilt;
  expect(losses).toEqual(['destroyed']);
  expect(gpu.isLost).toBe(false);
  expect(gpu.device).not.toBe(first);
  expect(await writesSeven(gpu)).toBe(true);
  expect(() => kernel.bind([old])).toThrow(expect.objectContaining({ code: 'device-lost' }));
  const again = await createKernel(gpu, { label: 'test/seven', code });
  expect(() => again.bind([old])).toThrow(expect.objectContaining({ code: 'disposed' }));
  expect(pool.buffer({ label: 'new', size: 64, usage: STORAGE }).size).toBe(64);
  if (timer.supported) expect(timer.pass('three')).toMatchObject({ beginningOfPassWriteIndex: 0 });
  timer.dispose();
  pool.dispose();
  expect(gpu.memory.byOwner()).toEqual({});
  gpu.dispose();
});

test('a borrowed device runs the same work and outlives its Gpu', async () => {
  const adapter = await navigator.gpu.requestAdapter();
  const device = await adapter!.requestDevice();
  const gpu = borrowGpu(device);
  expect(gpu.tier).toBe((await createGpu({ device })).tier);
  expect(await writesSeven(gpu)).toBe(true);
  gpu.dispose();
  expect(await writesSeven(gpu)).toBe(true);
  const lost = new Promise<string>((resolve) => gpu.onLost(({ reason }) => resolve(reason)));
  device.destroy();
  expect(await lost).toBe('destroyed');
  await expect(writesSeven(gpu)).rejects.toMatchObject({ code: 'device-lost' });
});

test('a resource of another device is refused', async () => {
  const [mine, other] = [await createGpu(), await createGpu()];
  const kernel = await createKernel(mine, { label: 'test/seven', code });
  const foreign = createPool(other, 'other').buffer({ label: 'data', size: 4, usage: STORAGE });
  expect(() => kernel.bind([foreign])).toThrow(expect.objectContaining({ code: 'wrong-device' }));
  expect(() => kernel.bind([{ buffer: foreign }])).toThrow(
    /test\/seven binding 0: "other\/data" was made on another/,
  );
  expect(() => kernel.bind([undefined as never])).toThrow(
    expect.objectContaining({ code: 'invalid-argument' }),
  );
  mine.dispose();
  other.dispose();
  expect(() => kernel.bind([])).toThrow(expect.objectContaining({ code: 'disposed' }));
});
