import { requireOptions, requireText } from '../arguments.ts';
import { show } from '../show.ts';
import { FrameloomError } from '../errors.ts';
import type { Core } from './core.ts';
import type { Entry, RunEvents } from './run.ts';
import { priorities, type BudgetPriority, type BudgetWorkOptions } from './types.ts';

/** Work that its holder waits for. */
type Work<T> = { promise: Promise<T>; fail(error: unknown): void };

/** The work that one holder of a budget has handed over. */
export interface Desk {
  /** Checks the arguments of budget.`where` and returns the label of the work; throws where nothing can be run. */
  begin(where: string, priority: BudgetPriority, options: BudgetWorkOptions): string;
  /** Enters work into the core's turns. */
  enlist(make: (events: RunEvents) => Entry): Entry;
  /** Follows work until its promise settles: a signal, a loss or dispose() may end it before. */
  follow<T>(
    work: Work<T>,
    label: string,
    signal: AbortSignal | undefined,
    canAbort?: () => boolean,
  ): Promise<T>;
  /** Ends everything that is followed. */
  fail(error: (label: string) => FrameloomError): void;
}

/** @param check Throws where nothing can be run: disposed, device lost. */
export function createDesk({ scheduler }: Core, check: (label: string) => void): Desk {
  const live = new Map<Work<unknown>, string>();
  return {
    begin(where, priority, options) {
      requireOptions(`budget.${where}`, options);
      const { label = `budget.${where}`, signal } = options;
      requireText(`budget.${where}`, 'label', label);
      if (!priorities.includes(priority)) {
        throw new FrameloomError(
          'invalid-argument',
          `${label}: priority must be one of ${priorities.join(', ')}, got ${show(priority)}.`,
        );
      }
      check(label);
      if (signal?.aborted) throw abortedError(label, signal);
      return label;
    },
    enlist(make) {
      const entry: Entry = make({
        ready: () => scheduler.pump(),
        settled: () => {
          scheduler.turns.remove(entry);
          scheduler.pump();
        },
      });
      scheduler.add(entry);
      return entry;
    },
    async follow(work, label, signal, canAbort = () => true) {
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
    },
    fail(error) {
      for (const [work, label] of live) work.fail(error(label));
    },
  };
}

function abortedError(label: string, signal: AbortSignal | undefined): FrameloomError {
  return new FrameloomError('aborted', `${label}: was aborted.`, { cause: signal?.reason });
}
