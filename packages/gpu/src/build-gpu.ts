import type { AcquiredDevice } from './acquire.ts';
import { requireFunction } from './arguments.ts';
import { FrameloomError } from './errors.ts';
import { warnAboutSecondCopy } from './copies.ts';
import type { Gpu, GpuLossInfo } from './gpu.ts';
import { registerGpu } from './internals.ts';
import { createListeners } from './listeners.ts';
import { createMemoryLedger } from './memory.ts';
import type { RebuilderParts } from './rebuild.ts';
import { chooseTier, nameAdapter } from './tier.ts';

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
