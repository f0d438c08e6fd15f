import { show } from '../show.ts';
import { FrameloomError } from '../errors.ts';
import type { BudgetPriority, BudgetWorkOptions, Slice, Slices } from './types.ts';

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
  priority: BudgetPriority,
  slices: Slices<Result>,
  options: Required<Pick<BudgetWorkOptions, 'label'>>,
  events: RunEvents,
): { entry: Entry; promise: Promise<Result> } {
  const { label } = options;
  const queue: Slice[] = [];
  let iterator: Iterator<unknown, Result> | AsyncIterator<unknown, Result> | undefined;
  let isPulling = false;
  let unfinished = 0;
  let isSettled = false;
  let ended: { value: Result } | undefined;
  const { promise, resolve, reject } = deferred<Result>();

  async function pull(): Promise<void> {
    isPulling = true;
    try {
      iterator ??= openIterator<Result>(label, slices);
      const { done, value } = await iterator.next();
      if (done === true) ended = { value: value as Result };
      else queue.push(...readSlices(label, value));
    } catch (error) {
      ended = { value: undefined as Result };
      fail(error);
    }
    isPulling = false;
    // It ended while the generator was running, where no return() could reach it.
    if (isSettled) await close();
    else if (ended && unfinished === 0) succeed(ended.value);
    else if (!ended && queue.length === 0) await pull();
    else events.ready();
  }

  async function close(): Promise<void> {
    if (ended) return;
    try {
      await iterator?.return?.();
    } catch {
      // The run has an error to report already.
    }
  }

  function succeed(value: Result): void {
    isSettled = true;
    events.settled();
    resolve(value);
  }

  function fail(error: unknown): void {
    if (isSettled) return;
    isSettled = true;
    queue.length = 0;
    events.settled();
    const waited = new Promise((done) => setTimeout(done, patience));
    void (isPulling ? Promise.resolve() : Promise.race([close(), waited])).then(() => reject(error));
    if (isPulling) void close();
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
      if (isSettled) return;
      try {
        slice.after?.();
      } catch (error) {
        fail(error);
      }
      if (!isSettled && ended && unfinished === 0) succeed(ended.value);
    },
    fail,
  };
  // Not now: the caller has to know the entry before it hears of it.
  void Promise.resolve().then(pull);
  return { entry, promise };
}

function openIterator<Result>(
  label: string,
  slices: Slices<Result>,
): Iterator<unknown, Result> | AsyncIterator<unknown, Result> {
  // An array is one yield: its slices may share a submit.
  if (Array.isArray(slices)) return [slices][Symbol.iterator]() as Iterator<unknown, Result>;
  const source = slices as Partial<AsyncIterable<unknown, Result> & Iterable<unknown, Result>> | undefined;
  const opened = source?.[Symbol.asyncIterator]?.() ?? source?.[Symbol.iterator]?.();
  if (opened && typeof slices === 'object') return opened;
  throw new FrameloomError(
    'invalid-argument',
    `${label}: slices must be an array or a generator of slices, got ${show(slices)}. Call the generator function.`,
  );
}

function readSlices(label: string, value: unknown): Slice[] {
  const list = (Array.isArray(value) ? value : [value]) as Partial<Slice>[];
  for (const slice of list) {
    const isSound =
      typeof slice?.kind === 'string' && slice.kind !== '' && typeof slice.record === 'function';
    const sizes = [slice?.bytes ?? 0, slice?.macs ?? 0];
    if (isSound && sizes.every((size) => Number.isFinite(size) && size >= 0)) continue;
    throw new FrameloomError(
      'invalid-argument',
      `${label}: a slice must be { kind, bytes?, macs?, record }, got ${show(isSound ? sizes.join(', ') : slice)}.`,
    );
  }
  return list as Slice[];
}

/** A promise and what settles it. */
export function deferred<T>(): {
  promise: Promise<T>;
  resolve(value: T): void;
  reject(error: unknown): void;
} {
  let resolve!: (value: T) => void;
  let reject!: (error: unknown) => void;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
