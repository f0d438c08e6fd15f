import type { AcquiredDevice } from './acquire.ts';
import type { Listeners } from './listeners.ts';

/** Waits before each try, in milliseconds: a GPU process that just crashed needs a moment to come back. */
const waits = [0, 250, 1000, 2000];

/** Losses within {@link stormWindow} after which a device is not made again: something on the page kills it. */
const stormLimit = 5;
const stormWindow = 30_000;

export type RebuilderParts = {
  isDisposed(): boolean;
  isLost(): boolean;
  /** Makes the new device the current one. */
  adopt(next: AcquiredDevice): void;
  rebuilt: Listeners<void>;
  failed(message: string): void;
};

/** A function that replaces a lost device by what `acquire` gives; calls queue up behind each other. */
export function createRebuilder(
  acquire: () => Promise<AcquiredDevice>,
  parts: RebuilderParts,
): () => Promise<void> {
  const losses: number[] = [];
  let last: Promise<void> = Promise.resolve();

  async function rebuild(): Promise<void> {
    if (parts.isDisposed()) return;
    const now = performance.now();
    losses.push(now);
    if (losses.filter((time) => now - time < stormWindow).length > stormLimit) {
      parts.failed(
        `the device was lost more than ${stormLimit} times in ${stormWindow / 1000} s; giving up.`,
      );
      return;
    }
    const next = await acquireWithRetries(acquire, parts);
    if (!next) return;
    if (parts.isDisposed()) {
      next.device.destroy();
      return;
    }
    parts.adopt(next);
    const errors = await parts.rebuilt.emitInOrder();
    // If the new device was lost meanwhile, its own rebuild runs the listeners again and has the last word.
    if (errors.length > 0 && !parts.isLost() && !parts.isDisposed()) {
      parts.failed(`a new device was made, but a rebuild listener failed: ${describe(errors[0])}`);
    }
  }

  return () => (last = last.then(rebuild));
}

async function acquireWithRetries(
  acquire: () => Promise<AcquiredDevice>,
  parts: RebuilderParts,
): Promise<AcquiredDevice | undefined> {
  let reason: unknown;
  for (const wait of waits) {
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    if (parts.isDisposed()) return undefined;
    try {
      return await acquire();
    } catch (error) {
      reason = error;
    }
  }
  parts.failed(describe(reason));
  return undefined;
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
