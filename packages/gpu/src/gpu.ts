import { acquireDevice, type AcquiredDevice } from './acquire.ts';
import { requireFunction, requireOptions, show } from './arguments.ts';
import { FrameloomError } from './errors.ts';
import { warnAboutSecondCopy } from './copies.ts';
import { registerGpu } from './internals.ts';
import { createListeners } from './listeners.ts';
import { createMemoryLedger, type MemoryAccount } from './memory.ts';
import { createRebuilder } from './rebuild.ts';
import { chooseTier, nameAdapter, type GpuTier } from './tier.ts';

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

/** Why a device was lost. `reason`: WebGPU's `'unknown'` or `'destroyed'`, or `'rebuild-failed'` when no new one came. */
export type GpuLossInfo = { reason: string; message: string };

/** One device that everything runs on, with its memory account and its life cycle. */
export interface Gpu {
  /** The device; after a loss and rebuild, the new one. Throws `disposed` after {@link Gpu.dispose} of an own device. */
  readonly device: GPUDevice;
  /** Name of the adapter, to print beside every measurement. */
  readonly adapterName: string;
  readonly tier: GpuTier;
  /** Whether the host made the device. */
  readonly borrowed: boolean;
  /** True from a loss until a new device is ready; for a borrowed device, for ever. */
  readonly isLost: boolean;
  /** Bytes allocated through pools on this device. */
  readonly memory: MemoryAccount;
  /** Hears of every loss, and of a rebuild that failed. Disposing is not a loss. Returns the function that stops it. */
  onLost(listener: (info: GpuLossInfo) => void): () => void;
  /**
   * Own device only: hears when a new device is ready, to re-create what lived on the old one. Listeners run in the
   * order in which they were added, each awaited. Returns the function that stops it.
   */
  onRebuild(listener: () => void | Promise<void>): () => void;
  /** Destroys an own device. A borrowed one, which others share, is left alone. Safe to call twice. */
  dispose(): void;
}

/** One Gpu for each borrowed device, so that everyone on it shares one memory account. */
const borrowedGpus: WeakMap<GPUDevice, Gpu> = /* @__PURE__ */ new WeakMap();

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
  return buildGpu(await acquire(), acquire);
}

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

function buildGpu(first: AcquiredDevice, acquire?: () => Promise<AcquiredDevice>, adapterName?: string): Gpu {
  warnAboutSecondCopy();
  let current = first;
  let isLost = false;
  let isDisposed = false;
  const ledger = createMemoryLedger();
  const gone = createListeners<void>();
  const lost = createListeners<GpuLossInfo>();
  const rebuilt = createListeners<void>();

  const rebuild =
    acquire &&
    createRebuilder({
      acquire,
      isDisposed: () => isDisposed,
      isLost: () => isLost,
      adopt(next) {
        current = next;
        isLost = false;
        watch();
      },
      rebuilt,
      failed(message) {
        isLost = true;
        lost.emit({ reason: 'rebuild-failed', message });
      },
    });

  function watch(): void {
    const { device } = current;
    void device.lost.then((info) => {
      if (isDisposed || current.device !== device) return;
      isLost = true;
      gone.emit();
      lost.emit({ reason: info.reason ?? 'unknown', message: info.message });
      void rebuild?.();
    });
  }

  const gpu: Gpu = {
    get device() {
      if (isDisposed)
        throw new FrameloomError('disposed', 'gpu: used after dispose(). Create a new one with createGpu().');
      return current.device;
    },
    get adapterName() {
      return adapterName ?? nameAdapter(current.info);
    },
    get tier() {
      return chooseTier(current.info, current.device.features, adapterName);
    },
    borrowed: !acquire,
    get isLost() {
      return isLost;
    },
    memory: ledger.account,
    onLost(listener) {
      requireFunction('gpu.onLost', 'listener', listener);
      return lost.add(listener);
    },
    onRebuild(listener) {
      requireFunction('gpu.onRebuild', 'listener', listener);
      return rebuilt.add(listener);
    },
    dispose() {
      if (isDisposed || !acquire) return;
      isDisposed = true;
      gone.emit();
      current.device.destroy();
    },
  };
  registerGpu(gpu, { ledger, gone });
  watch();
  return gpu;
}
