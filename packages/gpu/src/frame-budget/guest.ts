import { deferred } from './deferred.ts';
import type { Entry, RunEvents } from './run.ts';
import type { BudgetPriority } from './types.ts';

/** Work that submits by itself: it waits like a run, and is then started instead of recorded. */
export function createGuest<Result>(
  priority: BudgetPriority,
  work: () => Promise<Result>,
  options: { label: string },
  events: RunEvents,
): { entry: Entry; promise: Promise<Result> } {
  const { promise, resolve, reject } = deferred<Result>();
  let isSettled = false;

  function settle(how: () => void): void {
    if (isSettled) return;
    isSettled = true;
    events.settled();
    how();
  }

  const unused = (): never => {
    throw new Error(`${options.label}: a guest has no slices.`);
  };
  const entry: Entry = {
    label: options.label,
    priority,
    spent: 0,
    next: undefined,
    async start() {
      try {
        const result = await work();
        settle(() => resolve(result));
      } catch (error) {
        settle(() => reject(error));
      }
    },
    get isSettled() {
      return isSettled;
    },
    take: unused,
    submitted: unused,
    finished: unused,
    fail: (error) => settle(() => reject(error)),
  };
  return { entry, promise };
}
