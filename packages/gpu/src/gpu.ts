import type { AcquiredDevice } from './acquire.ts';
import { requireFunction } from './arguments.ts';
import { FrameloomError } from './errors.ts';
import { warnAboutSecondCopy } from './copies.ts';
import { registerGpu } from './internals.ts';
import { createListeners } from './listeners.ts';
import { createMemoryLedger, type MemoryAccount } from './memory.ts';
import type { RebuilderParts } from './rebuild.ts';
import { chooseTier, nameAdapter, type GpuTier } from './tier.ts';

/**
 * Why a device was lost. `reason`: WebGPU's `'unknown'` or `'destroyed'`; or `'rebuild-failed'` when no new one came
 * (`isLost` stays true) or a rebuild listener failed (the others work on the new device).
 */
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

/** What makes a lost own device anew; see rebuild.ts. Passed in, so that those who only borrow don't bundle it. */
export type StartRebuilder = (parts: RebuilderParts) => () => Promise<void>;

/** @param startRebuilder For an own device only. */
export function buildGpu(
  first: AcquiredDevice,
  startRebuilder: StartRebuilder | undefined,
  adapterName?: string,
): Gpu {
  warnAboutSecondCopy();
  let current = first;
  let isLost = false;
  let isDisposed = false;
  const ledger = createMemoryLedger();
  const gone = createListeners<void>();
  const lost = createListeners<GpuLossInfo>();
  const rebuilt = createListeners<void>();

  const rebuild = startRebuilder?.({
    isDisposed: () => isDisposed,
    isLost: () => isLost,
    adopt(next) {
      current = next;
      isLost = false;
      watch();
    },
    rebuilt,
    failed: (message) => lost.emit({ reason: 'rebuild-failed', message }),
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
    borrowed: !rebuild,
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
      if (isDisposed || !rebuild) return;
      isDisposed = true;
      gone.emit();
      current.device.destroy();
    },
  };
  registerGpu(gpu, { ledger, gone });
  watch();
  return gpu;
}
