// One GPU device per test file: a validation error that no test asked for fails the test it happened in.
import { borrowGpu, type Gpu } from '@frameloom/gpu';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { addStrayError } from './gpu-watch.ts';

/** What {@link useGpu} hands out; the fields are filled before the first test runs. */
export type GpuFixture = { readonly device: GPUDevice; readonly gpu: Gpu; readonly adapter: GPUAdapter };

/**
 * Shares one device (every feature and limit of the adapter) between the tests of a file. Each test runs inside error
 * scopes; `gpu-watch.ts` fails it on what they catch.
 */
export function useGpu(): GpuFixture {
  let adapter: GPUAdapter | undefined;
  let gpu: Gpu | undefined;

  beforeAll(async () => {
    adapter = await requestAdapter();
    gpu = borrowGpu(await requestFullDevice(adapter), { label: 'test' });
  });

  beforeEach(() => {
    for (const filter of filters) gpu?.device.pushErrorScope(filter);
  });

  afterEach(async () => {
    const device = required(gpu).device;
    for (const filter of filters.toReversed()) {
      const error = await device.popErrorScope();
      if (error) addStrayError(filter, error.message);
    }
  });

  afterAll(() => {
    gpu?.dispose();
    gpu?.device.destroy();
  });

  return {
    get device() {
      return required(gpu).device;
    },
    get gpu() {
      return required(gpu);
    },
    get adapter() {
      return required(adapter);
    },
  };
}

/** The adapter tests run on. Its absence is an error, never a skipped test. */
export async function requestAdapter(): Promise<GPUAdapter> {
  const adapter = await navigator.gpu.requestAdapter();
  if (!adapter) {
    throw new Error(
      'No WebGPU adapter. On Linux the tests use the SwiftShader of an installed Chromium and libvulkan1; run `npm test` to set them up.',
    );
  }
  return adapter;
}

/** A device with everything the adapter has, so that a test may use any limit. */
export function requestFullDevice(adapter: GPUAdapter): Promise<GPUDevice> {
  const requiredLimits: Record<string, number> = {};
  for (const name in adapter.limits) {
    const value: unknown = adapter.limits[name as keyof GPUSupportedLimits];
    if (typeof value === 'number') requiredLimits[name] = value;
  }
  return adapter.requestDevice({
    requiredFeatures: [...adapter.features] as GPUFeatureName[],
    requiredLimits,
  });
}

const filters: GPUErrorFilter[] = ['validation', 'out-of-memory', 'internal'];

function required<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('useGpu: the device is ready inside tests and hooks only.');
  return value;
}
