import { FrameloomError, type Gpu } from '@frameloom/gpu';
import { usualRestoration } from '../looks.ts';
import { loadDegradationModel } from '../models/shipped.ts';
import { createEstimator, type Estimator } from './estimator.ts';

/** An estimator that is fetched when somebody asks for it. Doing without is no error. */
export type LazyEstimator = {
  /** Undefined until it is there, and where it cannot be had. */
  readonly current: Estimator | undefined;
  readonly bytes: number;
  /** Fetches it unless it is there or on its way. */
  want(): void;
  /** Resolves when nothing is on its way any more: whether it is there. */
  settled(): Promise<boolean>;
  dispose(): void;
};

/** One warning is enough for all the videos of a page. */
const said = new Set<string>();

export function createLazyEstimator(gpu: Gpu, label: string): LazyEstimator {
  const ending = new AbortController();
  const { signal } = ending;
  let current: Estimator | undefined;
  let coming: Promise<void> | undefined;

  async function fetchIt(): Promise<void> {
    try {
      const made = await createEstimator(gpu, label, await loadDegradationModel({ signal }));
      if (signal.aborted) made.dispose();
      else current = made;
    } catch (error) {
      // Whoever lost the device makes all of this anew.
      if (!signal.aborted && !gpu.isLost) warn(label, error);
    } finally {
      coming = undefined;
    }
  }

  return {
    get current() {
      return current;
    },
    get bytes() {
      return current?.bytes ?? 0;
    },
    want() {
      if (!current && !signal.aborted) coming ??= fetchIt();
    },
    async settled() {
      await coming;
      return current !== undefined;
    },
    dispose() {
      ending.abort();
      current?.dispose();
      current = undefined;
    },
  };
}

function warn(label: string, error: unknown): void {
  const cause = error instanceof FrameloomError ? error.message : String(error);
  const message =
    `${label}: how badly the video was treated cannot be seen, since the network for it could not be had; it counts as ` +
    `${usualRestoration}. Give restoration as a number from 0 (clean) to 1 (harsh) to say it yourself. ${cause}`;
  if (said.has(message)) return;
  said.add(message);
  console.warn(message);
}
