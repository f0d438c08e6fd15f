import { deferred } from './deferred.ts';
import { priorities, type BudgetPriority } from './types.ts';

/** Compile work in the order of its urgency, a few at a time. */
export interface CompileQueue {
  /** Returns the promise of what `make` resolves to, and what ends it with an error unless it has begun. */
  add<T>(
    priority: BudgetPriority,
    make: () => Promise<T>,
  ): { promise: Promise<T>; fail(error: unknown): void };
  /** Work of a priority that has not begun. */
  waiting(priority: BudgetPriority): number;
}

/** Browsers compile on a few threads; more at a time would only hold up what is urgent and comes later. */
const window = 2;

type Job = { priority: BudgetPriority; begin(): Promise<void> };

/** @param post Begins work in a task of its own, outside of a frame's callbacks. */
export function createCompileQueue(post: (callback: () => void) => void): CompileQueue {
  const waiting: Job[] = [];
  let running = 0;

  function next(): void {
    if (running >= window || waiting.length === 0) return;
    running++;
    post(() => {
      const job = priorities
        .map((priority) => waiting.find((candidate) => candidate.priority === priority))
        .find((candidate) => candidate !== undefined);
      if (job) waiting.splice(waiting.indexOf(job), 1);
      void (job?.begin() ?? Promise.resolve()).finally(() => {
        running--;
        next();
      });
    });
  }

  return {
    add<T>(priority: BudgetPriority, make: () => Promise<T>) {
      const { promise, resolve, reject } = deferred<T>();
      const job: Job = {
        priority,
        async begin() {
          try {
            resolve(await make());
          } catch (error) {
            reject(error);
          }
        },
      };
      waiting.push(job);
      next();
      return {
        promise,
        fail(error) {
          const index = waiting.indexOf(job);
          if (index >= 0) waiting.splice(index, 1);
          reject(error);
        },
      };
    },
    waiting: (priority) => waiting.filter((job) => job.priority === priority).length,
  };
}
