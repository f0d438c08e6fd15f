import { median } from './cost-fit.ts';

/** Reads GPU time off the moments at which the page hears that work is done. */
export interface CompletionClock {
  /** How far, in milliseconds, a reading may be off. */
  readonly tolerance: number;
  /**
   * Milliseconds that a submit took.
   *
   * @param submitted When it was submitted.
   * @param before When the page heard that all earlier work was done; asked for right before the submit.
   * @param done When the page heard that it was done.
   */
  read(submitted: number, before: number, done: number): number;
  /** A reading beside what was predicted: how far they scatter is the tolerance. */
  compare(reading: number, predicted: number): void;
  /** What a timestamp query says about a reading: lateness that is always there is subtracted from then on. */
  correct(reading: number, exact: number): void;
  clear(): void;
}

const windowLength = 32;
/** Milliseconds, until enough readings were compared; and at least. */
const firstTolerance = 0.25;
const leastTolerance = 0.05;
/** Of a normal distribution 91 % lie within so many median deviations. */
const deviations = 2.5;

export function createCompletionClock(): CompletionClock {
  /** How long it took to hear from a queue that may have been empty. */
  let delays: number[] = [];
  /** Readings minus exact times, and minus predicted ones. */
  let errors: number[] = [];
  let scatter: number[] = [];
  let bias = 0;
  let tolerance = firstTolerance;

  return {
    get tolerance() {
      return tolerance;
    },
    read(submitted, before, done) {
      delays = [...delays, before - submitted].slice(-windowLength);
      const empty = Math.max(0, Math.min(...delays));
      // The queue was empty: the page heard of it late, perhaps with the work itself, so its submit is the better start.
      const wasEmpty = before - submitted <= 2 * empty + firstTolerance;
      const raw = wasEmpty ? done - submitted - empty : done - before;
      return Math.max(0, raw - bias);
    },
    compare(reading, predicted) {
      scatter = [...scatter, reading - predicted].slice(-windowLength);
      if (scatter.length < 8) return;
      const middle = median(scatter);
      const spread = median(scatter.map((value) => Math.abs(value - middle)));
      tolerance = Math.max(leastTolerance, deviations * spread);
    },
    correct(reading, exact) {
      errors = [...errors, reading + bias - exact].slice(-windowLength);
      bias = median(errors);
    },
    clear() {
      delays = [];
      errors = [];
      scatter = [];
      bias = 0;
      tolerance = firstTolerance;
    },
  };
}
