import { requireFunction } from '../arguments.ts';
import { FrameloomError } from '../errors.ts';
import { readStats, type Core } from './core.ts';
import { createDesk } from './desk.ts';
import { createGuest } from './guest.ts';
import { createRun } from './run.ts';
import type { FrameBudget } from './types.ts';

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
  let isDisposed = false;
  const desk = createDesk(core, (label) => {
    if (isDisposed) throw disposedError(label);
    check(label);
  });

  const budget: FrameBudget = {
    get budgetMs() {
      return core.budgetMs();
    },
    async run<Result>(...[priority, slices, options = {}]: Parameters<FrameBudget['run']>): Promise<Result> {
      const label = desk.begin('run', priority, options);
      let promise!: Promise<unknown>;
      const entry = desk.enlist((events) => {
        const run = createRun(label, priority, slices, events);
        promise = run.promise;
        return run.entry;
      });
      const work = { promise: promise as Promise<Result>, fail: entry.fail };
      return desk.follow(work, label, options.signal);
    },
    async compile(priority, make, options = {}) {
      const label = desk.begin('compile', priority, options);
      requireFunction(label, 'make', make);
      return desk.follow(compiling.add(priority, make), label, options.signal);
    },
    async exclusive(priority, work, options = {}) {
      const label = desk.begin('exclusive', priority, options);
      requireFunction(label, 'work', work);
      let hasBegun = false;
      const start = async (): ReturnType<typeof work> => {
        hasBegun = true;
        return work();
      };
      let promise!: ReturnType<typeof work>;
      const entry = desk.enlist((events) => {
        const guest = createGuest(priority, start, { label }, events);
        promise = guest.promise;
        return guest.entry;
      });
      scheduler.pump();
      return desk.follow({ promise, fail: entry.fail }, label, options.signal, () => !hasBegun);
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
      desk.fail(disposedError);
      wishes.delete(budget);
      left();
    },
  };

  wishes.set(budget, wish);
  return { budget, fail: desk.fail };
}

/** The error of everything that is used or was waiting after dispose(). */
function disposedError(label: string): FrameloomError {
  return new FrameloomError('disposed', `${label}: the frame budget was disposed. Create a new one.`);
}
