import { afterAll, beforeAll, expect, test } from 'vitest';
import { createGpu, withErrorScopes, type Gpu } from '@frameloom/gpu';
import { takeStrayErrors } from '../../support/gpu-watch.ts';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await createGpu();
});
afterAll(() => gpu.dispose());

const invalidBuffer = (): GPUBuffer =>
  gpu.device.createBuffer({
    label: 'both ways',
    size: 4,
    usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.STORAGE,
  });

test('returns what the work returns', async () => {
  expect(await withErrorScopes(gpu.device, 'fine', () => 3)).toBe(3);
  expect(await withErrorScopes(gpu.device, 'fine', async () => 'later')).toBe('later');
});

test('a validation error is thrown with its label', async () => {
  const error = await withErrorScopes(gpu.device, 'test/invalid', invalidBuffer).catch(
    (reason: unknown) => reason,
  );
  expect(error).toMatchObject({ name: 'FrameloomError', code: 'validation' });
  expect((error as Error).message).toMatch(/^test\/invalid: .*usage/is);
});

test('an allocation that cannot be had is out-of-memory', async () => {
  const size = gpu.device.limits.maxBufferSize;
  const hoard: GPUBuffer[] = [];
  const outcome = withErrorScopes(gpu.device, 'test/huge', () => {
    const { maxTextureDimension2D: side, maxTextureArrayLayers: layers } = gpu.device.limits;
    const usage = GPUTextureUsage.STORAGE_BINDING;
    hoard.push(gpu.device.createBuffer({ size, usage: GPUBufferUsage.STORAGE }));
    return gpu.device.createTexture({ size: [side, side, layers], format: 'rgba32float', usage });
  });
  await expect(outcome).rejects.toMatchObject({ code: 'out-of-memory' });
  for (const buffer of hoard) buffer.destroy();
});

test('what the work throws comes through, and the scopes are gone', async () => {
  const failing = withErrorScopes(gpu.device, 'test/throws', () => {
    invalidBuffer();
    throw new RangeError('mine');
  });
  await expect(failing).rejects.toThrow(RangeError);
  // With a scope left over this would not reject but return an error or null.
  await expect(gpu.device.popErrorScope()).rejects.toThrow();
});

test('nested scopes keep errors apart', async () => {
  const outer = withErrorScopes(gpu.device, 'outer', async () => {
    await expect(withErrorScopes(gpu.device, 'inner', invalidBuffer)).rejects.toMatchObject({
      code: 'validation',
    });
    return 'clean';
  });
  expect(await outer).toBe('clean');
});

test('errors outside stay with the host', async () => {
  const heard = new Promise<string>((resolve) => {
    gpu.device.addEventListener(
      'uncapturederror',
      (event) => {
        event.preventDefault();
        resolve(event.error.message);
      },
      { once: true },
    );
  });
  invalidBuffer();
  // Chromium sends the call on with the next thing that waits for the device.
  await gpu.device.queue.onSubmittedWorkDone();
  expect(await heard).toMatch(/usage/i);
  expect(await takeStrayErrors()).toHaveLength(1);
  expect(gpu.device.onuncapturederror ?? null).toBeNull();
});

test('a device that is lost meanwhile is told', async () => {
  const other = await createGpu();
  const { device } = other;
  device.destroy();
  await device.lost;
  // WebGPU answers a pop on a lost device with "no error", which would be a lie.
  await expect(withErrorScopes(device, 'test/lost', () => 1)).rejects.toMatchObject({ code: 'device-lost' });
  other.dispose();
});
