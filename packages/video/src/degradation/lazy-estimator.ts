import { FrameloomError, type Gpu } from '@frameloom/gpu';
import { usualRestoration } from '../looks.ts';
import { createSharedLoad } from '../models/shared-load.ts';
import { degradationFiles } from '../models/shipped.ts';
import { createEstimator, type Estimator } from './estimator.ts';

/** An estimator that is loaded when it is asked for. Its absence is no error. */
export type LazyEstimator = {
  /** Undefined until it is loaded, and where it cannot be. */
  readonly current: Estimator | undefined;
  readonly bytes: number;
  /** Loads it unless it is loaded or loading. */
  want(): void;
  /** Resolves when nothing is loading any more: whether it is loaded. */
  settled(): Promise<boolean>;
  dispose(): void;
};

/** Messages that were printed; one is enough for all the videos of a page. */
const printed = new Set<string>();

export function createLazyEstimator(gpu: Gpu, label: string): LazyEstimator {
  const load = createSharedLoad<Estimator>(label, (loading) =>
    createEstimator(gpu, label, degradationFiles, loading),
  );
  let isDisposed = false;
  let coming: Promise<unknown> | undefined;

  const loadIt = async (): Promise<void> => {
    try {
      await load.get();
    } catch (error) {
      // After a device loss the owner recreates everything.
      if (!isDisposed && !gpu.isLost) warn(label, error);
    } finally {
      coming = undefined;
    }
  };

  return {
    get current() {
      return load.current;
    },
    get bytes() {
      return load.current?.bytes ?? 0;
    },
    want() {
      if (!load.current && !isDisposed) coming ??= loadIt();
    },
    async settled() {
      await coming;
      return load.current !== undefined;
    },
    dispose() {
      isDisposed = true;
      load.dispose();
    },
  };
}

function warn(label: string, error: unknown): void {
  const cause = error instanceof FrameloomError ? error.message : String(error);
  const message =
    `${label}: the degradation of the video cannot be measured, since the network for it could not be loaded; it counts ` +
    `as ${usualRestoration}. Give restoration as a number from 0 (clean) to 1 (harsh). ${cause}`;
  if (printed.has(message)) return;
  printed.add(message);
  console.warn(message);
}
