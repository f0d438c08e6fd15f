import { requireOptions } from './arguments.ts';
import { show } from './show.ts';
import { FrameloomError } from './errors.ts';
import { buildGpu } from './build-gpu.ts';
import type { Gpu } from './gpu.ts';

/** One Gpu for each borrowed device, so that everyone on it shares one memory account. */
const borrowedGpus: WeakMap<GPUDevice, Gpu> = /* @__PURE__ */ new WeakMap();

/**
 * Wraps a device that the host made, such as three's `renderer.backend.device`. The same device gives the same Gpu.
 * A loss is reported by `onLost`; making a new device is the host's part.
 *
 * @param options.adapterName What to print where the device doesn't tell (`device.adapterInfo` is missing).
 * @throws FrameloomError `invalid-argument`.
 */
export function borrowGpu(device: GPUDevice, options: { label?: string; adapterName?: string } = {}): Gpu {
  requireOptions('borrowGpu', options);
  if (typeof device?.createShaderModule !== 'function' || !device.queue || !device.lost) {
    throw new FrameloomError(
      'invalid-argument',
      `borrowGpu: device must be a GPUDevice, got ${show(device)}. With three, await renderer.init() first.`,
    );
  }
  let gpu = borrowedGpus.get(device);
  if (!gpu) {
    if (options.label && !device.label) device.label = options.label;
    gpu = buildGpu({ device, info: device.adapterInfo }, undefined, options.adapterName);
    borrowedGpus.set(device, gpu);
  }
  return gpu;
}
