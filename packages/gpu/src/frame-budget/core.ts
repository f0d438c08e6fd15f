import { requireFunction, requireOptions, requireText } from '../arguments.ts';
import { show } from '../show.ts';
import { FrameloomError } from '../errors.ts';
import type { Gpu } from '../gpu.ts';
import { createCompileQueue, type CompileQueue } from './compile-queue.ts';
import { createGuest } from './guest.ts';
import type { BudgetHost } from './host.ts';
import { createRun, type Entry, type RunEvents } from './run.ts';
import { createScheduler, type Scheduler } from './scheduler.ts';
import {
  priorities,
  type BudgetPriority,
  type BudgetWorkOptions,
  type FrameBudget,
  type FrameBudgetStats,
} from './types.ts';

/** What all holders of a device's budget share. */
export type Core = {
  scheduler: Scheduler;
  compiling: CompileQueue;
  /** What each holder asked for, in ms; undefined where it asked for nothing. */
  wishes: Map<FrameBudget, number | undefined>;
  budgetMs(): number;
};

/** Milliseconds between two frames where nobody asks for another number. */
const defaultBudget = 2;

export function createCore(gpu: Pick<Gpu, 'device' | 'isLost'>, host: BudgetHost): Core {
  const wishes: Core['wishes'] = new Map();
  const budgetMs = (): number => {
    const asked = [...wishes.values()].filter((wish) => wish !== undefined);
    return asked.length > 0 ? Math.min(...asked) : defaultBudget;
  };
  return {
    scheduler: createScheduler(gpu, host, budgetMs),
    compiling: createCompileQueue(host.post),
    wishes,
    budgetMs,
  };
}

/**
 * One holder's access to a core.
 *
 * @param check Throws where nothing can be run: device lost, disposed.
 * @param left Called when it is disposed.
 * @returns The public object, and what ends everything of its work with an error.
 */
export function createHolder(
  core: Core,
  wish: number | undefined,
  check: (where: string) => void,
  left: () => void,
): { budget: FrameBudget; fail(error: (label: string) => FrameloomError): void } {
  const { scheduler, compiling, wishes } = core;
  const live = new Map<{ fail(error: unknown): void }, string>();
  let isDisposed = false;

  function begin(where: string, priority: BudgetPriority, options: BudgetWorkOptions): string {
    requireOptions(`budget.${where}`, options);
    const { label = `budget.${where}`, signal } = options;
    requireText(`budget.${where}`, 'label', label);
    if (!priorities.includes(priority)) {
      throw new FrameloomError(
        'invalid-argument',
        `${label}: priority must be one of ${priorities.join(', ')}, got ${show(priority)}.`,
      );
    }
    if (isDisposed) throw disposedError(label);
    check(label);
    if (signal?.aborted) throw abortedError(label, signal);
    return label;
  }

  /** Follows work until its promise settles: a signal, a loss or dispose() may end it before. */
  async function follow<T>(
    work: { promise: Promise<T>; fail(error: unknown): void },
    label: string,
    signal: AbortSignal | undefined,
    canAbort: () => boolean = () => true,
  ): Promise<T> {
    const abort = (): void => {
      if (canAbort()) work.fail(abortedError(label, signal));
    };
    live.set(work, label);
    signal?.addEventListener('abort', abort);
    try {
      return await work.promise;
    } finally {
      signal?.removeEventListener('abort', abort);
      live.delete(work);
    }
  }

  function enlist(make: (events: RunEvents) => Entry): Entry {
    const entry: Entry = make({
      ready: () => scheduler.pump(),
      settled: () => {
        scheduler.turns.remove(entry);
        scheduler.pump();
      },
    });
    scheduler.add(entry);
    return entry;
  }

  const budget: FrameBudget = {
    get budgetMs() {
      return core.budgetMs();
    },
    async run<Result>(...[priority, slices, options = {}]: Parameters<FrameBudget['run']>): Promise<Result> {
      const label = begin('run', priority, options);
      let promise!: Promise<unknown>;
      const entry = enlist((events) => {
        const run = createRun(priority, slices, { label }, events);
        promise = run.promise;
        return run.entry;
      });
      const work = { promise: promise as Promise<Result>, fail: entry.fail };
      return follow(work, label, options.signal);
    },
    async compile(priority, make, options = {}) {
      const label = begin('compile', priority, options);
      requireFunction(label, 'make', make);
      return follow(compiling.add(priority, make), label, options.signal);
    },
    async exclusive(priority, work, options = {}) {
      const label = begin('exclusive', priority, options);
      requireFunction(label, 'work', work);
      let hasBegun = false;
      const start = async (): ReturnType<typeof work> => {
        hasBegun = true;
        return work();
      };
      let promise!: ReturnType<typeof work>;
      const entry = enlist((events) => {
        const guest = createGuest(priority, start, { label }, events);
        promise = guest.promise;
        return guest.entry;
      });
      scheduler.pump();
      return follow({ promise, fail: entry.fail }, label, options.signal, () => !hasBegun);
    },
    frame() {
      if (isDisposed) throw disposedError('budget.frame');
      scheduler.ticker.hostFrame();
    },
    get stats() {
      return readStats(core);
    },
    dispose() {
      if (isDisposed) return;
      isDisposed = true;
      fail(disposedError);
      wishes.delete(budget);
      left();
    },
  };

  function fail(error: (label: string) => FrameloomError): void {
    for (const [work, label] of live) work.fail(error(label));
  }

  wishes.set(budget, wish);
  return { budget, fail };
}

function readStats({ scheduler, compiling }: Core): FrameBudgetStats {
  const { allowance, costs, turns, queueDepth } = scheduler;
  const { share, frames, late } = allowance;
  const count = (priority: BudgetPriority): number =>
    [...turns.entries].filter((entry) => entry.priority === priority).length + compiling.waiting(priority);
  const waiting = Object.fromEntries(priorities.map((priority) => [priority, count(priority)]));
  return {
    share,
    frames,
    late,
    queueDepth,
    waiting: waiting as Record<BudgetPriority, number>,
    costs: costs.table(),
  };
}

function abortedError(label: string, signal: AbortSignal | undefined): FrameloomError {
  return new FrameloomError('aborted', `${label}: was aborted.`, { cause: signal?.reason });
}

/** The error of everything that is used or was waiting after dispose(). */
function disposedError(label: string): FrameloomError {
  return new FrameloomError('disposed', `${label}: the frame budget was disposed. Create a new one.`);
}
