import { acquireDevice, type AcquiredDevice } from './acquire.ts';
import { requireFunction, requireOptions } from './arguments.ts';
import { show } from './show.ts';
import { borrowGpu } from './borrow.ts';
import { FrameloomError } from './errors.ts';
import { buildGpu } from './build-gpu.ts';
import type { Gpu } from './gpu.ts';
import { createRebuilder } from './rebuild.ts';

/** Options of {@link createGpu}. */
export type GpuOptions = {
  /** A device that the host made. It is borrowed: never destroyed, never rebuilt. Default: an own device. */
  device?: GPUDevice;
  /** Where to get an adapter from. Default: `navigator.gpu`. In Node: `create([])` of the `webgpu` package. */
  gpu?: GPU;
  /** Default `'high-performance'`. */
  powerPreference?: GPUPowerPreference;
  /** Label of the device in GPU tools. Default `'frameloom'`. */
  label?: string;
};

/**
 * Makes a device with every feature and limit that networks can use, or borrows `options.device`.
 *
 * @throws FrameloomError `unsupported` where there is no WebGPU, adapter or device; `invalid-argument`.
 */
export async function createGpu(options: GpuOptions = {}): Promise<Gpu> {
  requireOptions('createGpu', options);
  const { device, gpu, powerPreference, label = 'frameloom' } = options;
  if (device !== undefined) return borrowGpu(device, { label });
  if (powerPreference !== undefined && !['low-power', 'high-performance'].includes(powerPreference)) {
    throw new FrameloomError(
      'invalid-argument',
      `createGpu: powerPreference must be 'low-power' or 'high-performance', got ${show(powerPreference)}.`,
    );
  }
  if (gpu !== undefined) requireFunction('createGpu', 'gpu.requestAdapter', gpu?.requestAdapter);
  const acquire = (): Promise<AcquiredDevice> => acquireDevice({ gpu, powerPreference, label });
  return buildGpu(await acquire(), (parts) => createRebuilder(acquire, parts));
}
