import { requireOptions } from '../arguments.ts';
import { show } from '../show.ts';
import { FrameloomError } from '../errors.ts';
import type { Gpu } from '../gpu.ts';
import { internalsOf, liveDevice } from '../internals.ts';
import { createCore, type Core } from './core.ts';
import { createHolder } from './holder.ts';
import { createHost } from './host.ts';
import type { FrameBudget } from './types.ts';

/** Options of {@link createFrameBudget}. */
export type FrameBudgetOptions = {
  /**
   * Milliseconds of GPU time between two frames. Holders share one budget, and the smallest number that one of them
   * asked for counts for all. Default: what others asked for, or 2.
   */
  budgetMs?: number;
};

type Shared = { core: Core; holders: Set<ReturnType<typeof createHolder>>; dispose(): void };

/** One core per Gpu: everybody on a device shares its time. */
const shared: WeakMap<Gpu, Shared> = /* @__PURE__ */ new WeakMap();

/**
 * Opens the frame budget of a device: work that may take longer than a frame is cut into slices, and between two frames
 * only as many are submitted as fit into `budgetMs`. There is one budget per device; each call gives its own object, whose
 * `dispose()` ends the work that was handed over through it.
 *
 * What slices cost is learned per kind from `queue.onSubmittedWorkDone()`, and where the device has `timestamp-query` from
 * timestamps of single slices: the first four of a kind, one every four seconds, and four after a change. A slice of an
 * unknown kind, or one larger than the budget, runs alone in a frame, and what it takes over the budget is left out of the
 * frames after it.
 *
 * More urgent work goes first. Equals share by GPU time. A less urgent priority gets 5 % of the time of those above it, so
 * that none starves. Where no frames are drawn (Node, workers without `requestAnimationFrame`, pages that have had none
 * for 250 ms) slices follow each other as fast as the GPU takes them, still one budget at a time.
 *
 * When the device is lost all work ends with `device-lost`; on the rebuilt device the budget works again, and learns anew.
 *
 * @throws FrameloomError `invalid-argument`, `disposed`.
 */
export function createFrameBudget(gpu: Gpu, options: FrameBudgetOptions = {}): FrameBudget {
  requireOptions('createFrameBudget', options);
  const { budgetMs } = options;
  if (budgetMs !== undefined && !(typeof budgetMs === 'number' && budgetMs > 0 && budgetMs <= 1000)) {
    throw new FrameloomError(
      'invalid-argument',
      `createFrameBudget: budgetMs must be above 0 and at most 1000 ms, got ${show(budgetMs)}.`,
    );
  }
  const entry = shared.get(gpu) ?? open(gpu);
  const holder = createHolder(
    entry.core,
    budgetMs,
    (where) => void liveDevice(where, gpu),
    () => {
      entry.holders.delete(holder);
      if (entry.holders.size === 0) entry.dispose();
    },
  );
  entry.holders.add(holder);
  return holder.budget;
}

function open(gpu: Gpu): Shared {
  const { gone } = internalsOf('createFrameBudget', gpu);
  const core = createCore(gpu, createHost(gpu, 'gpu/frame-budget'));
  const holders: Shared['holders'] = new Set();
  const stopListening = gone.add(() => {
    core.scheduler.reset();
    const { isLost } = gpu;
    for (const holder of holders) holder.fail((label) => goneError(label, isLost));
  });
  const made: Shared = {
    core,
    holders,
    dispose() {
      stopListening();
      core.scheduler.dispose();
      shared.delete(gpu);
    },
  };
  shared.set(gpu, made);
  return made;
}

function goneError(label: string, isLost: boolean): FrameloomError {
  return isLost
    ? new FrameloomError(
        'device-lost',
        `${label}: the GPU device was lost. Start it again after gpu.onRebuild().`,
      )
    : new FrameloomError('disposed', `${label}: its Gpu was disposed.`);
}
