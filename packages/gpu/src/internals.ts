import { show } from './show.ts';
import { FrameloomError } from './errors.ts';
import type { Gpu } from './gpu.ts';
import type { Listeners } from './listeners.ts';
import type { MemoryLedger } from './memory.ts';

/** What pools and timers know about a Gpu beyond its public face. */
export type GpuInternals = {
  ledger: MemoryLedger;
  /** The device and all on it are gone: lost or destroyed. */
  gone: Listeners<void>;
};

const internals: WeakMap<Gpu, GpuInternals> = /* @__PURE__ */ new WeakMap();

export function registerGpu(gpu: Gpu, parts: GpuInternals): void {
  internals.set(gpu, parts);
}

/** The internals of a Gpu that this copy of the package made; throws `invalid-argument` for anything else. */
export function internalsOf(where: string, gpu: Gpu): GpuInternals {
  const parts = typeof gpu === 'object' && gpu !== null ? internals.get(gpu) : undefined;
  if (parts) return parts;
  throw new FrameloomError(
    'invalid-argument',
    `${where}: gpu must come from createGpu() or borrowGpu() of this copy of @frameloom/gpu, got ${show(gpu)}. ` +
      'If it did, two copies are installed: deduplicate the package.',
  );
}

/** The device to work on now; throws `device-lost` between a loss and the rebuild, and `disposed` after dispose. */
export function liveDevice(where: string, gpu: Gpu): GPUDevice {
  internalsOf(where, gpu);
  const device = gpu.device;
  if (!gpu.isLost) return device;
  throw new FrameloomError(
    'device-lost',
    `${where}: the GPU device is lost. ` +
      (gpu.borrowed ? 'Make a new device and borrow that.' : 'Wait for gpu.onRebuild() and create it again.'),
  );
}
