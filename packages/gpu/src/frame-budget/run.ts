import { deferred } from './deferred.ts';
import { createSliceSource, type SliceSource } from './slice-source.ts';
import type { BudgetPriority, Slice, Slices } from './types.ts';

/** Something that waits for its turn on the GPU. */
export interface Entry {
  readonly label: string;
  readonly priority: BudgetPriority;
  /** Milliseconds of GPU time it had, on the scale of its equals. */
  spent: number;
  /** The slice it wants to submit next; undefined while it has none ready. */
  readonly next: Slice | undefined;
  /** For a guest that submits by itself: starts it. Resolves when it is done, never rejects. */
  readonly start: (() => Promise<void>) | undefined;
  readonly isSettled: boolean;
  /** Takes the next slice; it counts as unfinished until {@link Entry.finished}. */
  take(): Slice;
  /** What was taken has been submitted. */
  submitted(): void;
  /** The GPU has finished a slice. */
  finished(slice: Slice): void;
  /** Ends it: the generator's `finally` runs, then its promise rejects. */
  fail(error: unknown): void;
}

/** What a run tells its scheduler. */
export type RunEvents = {
  /** There is something new to submit. */
  ready(): void;
  /** It's over, one way or the other. */
  settled(): void;
};

/** Milliseconds that a failed run waits for the `finally` of its generator before it rejects. */
const patience = 100;

/** Starts to pull slices out of `slices`. */
export function createRun<Result>(
  label: string,
  priority: BudgetPriority,
  slices: Slices<Result>,
  events: RunEvents,
): { entry: Entry; promise: Promise<Result> } {
  const queue: Slice[] = [];
  const source = createSliceSource(label, slices);
  let isPulling = false;
  let unfinished = 0;
  let isSettled = false;
  let ended: { result: Result } | undefined;
  const { promise, resolve, reject } = deferred<Result>();

  async function pull(): Promise<void> {
    isPulling = true;
    try {
      const more = await source.next();
      if ('result' in more) ended = more;
      else queue.push(...more.slices);
    } catch (error) {
      fail(error);
    }
    isPulling = false;
    // It ended while the generator was running, where no return() could reach it.
    if (isSettled) await source.close();
    else if (succeed()) return;
    else if (!ended && queue.length === 0) await pull();
    else events.ready();
  }

  /** @returns Whether the run has succeeded now. */
  function succeed(): boolean {
    if (isSettled || !ended || unfinished > 0) return false;
    isSettled = true;
    events.settled();
    resolve(ended.result);
    return true;
  }

  function fail(error: unknown): void {
    if (isSettled) return;
    isSettled = true;
    queue.length = 0;
    events.settled();
    void closeInTime(source, isPulling).then(() => reject(error));
  }

  const entry: Entry = {
    label,
    priority,
    spent: 0,
    start: undefined,
    get next() {
      return queue[0];
    },
    get isSettled() {
      return isSettled;
    },
    take() {
      unfinished++;
      return queue.shift()!;
    },
    submitted() {
      if (!isSettled && queue.length === 0 && !isPulling && !ended) void pull();
    },
    finished(slice) {
      unfinished--;
      try {
        if (!isSettled) slice.after?.();
        succeed();
      } catch (error) {
        fail(error);
      }
    },
    fail,
  };
  void Promise.resolve().then(pull); // not now: the caller has to know the entry before it hears of it
  return { entry, promise };
}

/** Runs a generator's `finally`; resolves when it is through, or has had its time: none where the generator is running. */
async function closeInTime(source: SliceSource<unknown>, isRunning: boolean): Promise<void> {
  const closed = source.close();
  if (!isRunning) await Promise.race([closed, new Promise((done) => setTimeout(done, patience))]);
}
