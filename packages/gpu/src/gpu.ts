import type { MemoryAccount } from './memory.ts';
import type { GpuTier } from './tier.ts';

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
