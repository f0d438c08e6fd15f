import { createFrameBudget, type FrameBudget, type Gpu } from '@frameloom/gpu';
import type { FrameTimes } from '../shared/frame-times.ts';
import type { TellerStore } from './settings.ts';

/** The budget of the model, which the visitor limits: on software GPUs to the same part of an idle frame as of 16.7 ms. */
export type Budgets = {
  readonly own: FrameBudget;
  /** How long idle frames take. */
  learn(times: FrameTimes): void;
  dispose(): void;
};

const usualMs = 1000 / 60;

export function createBudgets(gpu: Gpu, store: TellerStore): Budgets {
  // The smallest of a device counts.
  const own = createFrameBudget(gpu, { budgetMs: 1000 });
  let limit = createFrameBudget(gpu, { budgetMs: store.value.budget });
  let frameMs = usualMs;
  const set = (): void => {
    const next = createFrameBudget(gpu, { budgetMs: (store.value.budget * frameMs) / usualMs });
    limit.dispose();
    limit = next;
  };
  const stop = store.watch((_, changed) => {
    if (changed.has('budget')) set();
  });
  return {
    own,
    learn(times) {
      if (gpu.tier !== 'software' || times.count('idle') % 20 !== 10) return;
      frameMs = Math.max(usualMs, times.percentile('idle', 0.5));
      set();
    },
    dispose() {
      stop();
      limit.dispose();
      own.dispose();
    },
  };
}
