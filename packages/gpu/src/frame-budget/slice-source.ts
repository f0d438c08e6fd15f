import { show } from '../show.ts';
import { FrameloomError } from '../errors.ts';
import type { Slice, Slices } from './types.ts';

/** What a run's generator yields, checked. */
export interface SliceSource<Result> {
  /** Whether the generator has returned or thrown. */
  readonly isEnded: boolean;
  /** Asks the generator for more. Rejects with what it throws. */
  next(): Promise<{ slices: Slice[] } | { result: Result }>;
  /** Runs the generator's `finally`, unless it has ended. Never rejects: the run has an error to report already. */
  close(): Promise<void>;
}

/** @param label Names the run in errors. */
export function createSliceSource<Result>(label: string, slices: Slices<Result>): SliceSource<Result> {
  let iterator: Iterator<unknown, Result> | AsyncIterator<unknown, Result> | undefined;
  let isEnded = false;
  return {
    get isEnded() {
      return isEnded;
    },
    async next() {
      try {
        iterator ??= openIterator<Result>(label, slices);
        const { done, value } = await iterator.next();
        if (done !== true) return { slices: readSlices(label, value) };
        isEnded = true;
        return { result: value as Result };
      } catch (error) {
        isEnded = true;
        throw error;
      }
    },
    async close() {
      if (isEnded) return;
      try {
        await iterator?.return?.();
      } catch {
        // The run has an error to report already.
      }
    },
  };
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
