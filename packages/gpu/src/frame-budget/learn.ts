import type { BatchItem, BatchTimes } from './batch.ts';
import type { CompletionClock } from './clock.ts';
import { sizeOf, type CostModel } from './costs.ts';

/** Learns from finished batches what slices cost. */
export interface Learner {
  /**
   * @param unsound Called for timestamps that can't be true.
   * @returns Milliseconds that each slice of the batch took, and whether that is certain or the likeliest guess.
   */
  learn(
    items: readonly BatchItem[],
    times: BatchTimes,
    unsound: () => void,
  ): { took: number[]; isCertain: boolean };
  /** How far, in ms, an uncertain time may be off. */
  readonly tolerance: number;
  clear(): void;
}

type Taken = { ms: number; isCertain: boolean };

/** The shortest time, in ms, that the page's clock can tell from nothing. */
const shortest = 0.02;

export function createLearner(costs: CostModel, clock: CompletionClock): Learner {
  /** Kinds whose cost rests on timestamps: the page's clock then only says when it has changed. */
  const calibrated = new Set<string>();

  function learnAlone(item: BatchItem, times: BatchTimes, reading: number, exact: number | undefined): Taken {
    const { kind } = item.slice;
    const size = sizeOf(item.slice);
    if (exact !== undefined) {
      clock.correct(reading, exact);
      calibrated.add(kind);
      costs.add(kind, { size, ms: Math.max(0.001, exact) }, 0.1, times.done);
      return { ms: exact, isCertain: true };
    }
    if (item.predicted !== undefined) return learnTogether([item], times, reading);
    const ms = Math.max(shortest, reading);
    costs.add(kind, { size, ms }, clock.tolerance, times.done);
    return { ms, isCertain: true };
  }

  /** @returns What the whole batch took. */
  function learnTogether(items: readonly BatchItem[], times: BatchTimes, reading: number): Taken {
    const predicted = items.reduce((sum, item) => sum + (item.predicted ?? 0), 0);
    const kinds = new Set(items.map(({ slice }) => slice.kind));
    const { tolerance } = clock;
    const ms = Math.max(shortest, reading);
    for (const kind of kinds) {
      if (calibrated.has(kind)) {
        costs.check(kind, predicted, reading, tolerance);
        continue;
      }
      const same = items.filter(({ slice }) => slice.kind === kind);
      const size = same.reduce((sum, { slice }) => sum + sizeOf(slice), 0) / same.length;
      const part = same.reduce((sum, item) => sum + (item.predicted ?? 0), 0) / predicted;
      costs.add(kind, { size, ms: (ms * part) / same.length }, tolerance / items.length, times.done);
    }
    clock.compare(reading, predicted);
    // A page may hear of a batch when the frame behind it is done: beside timestamps that is no time to charge.
    if ([...kinds].every((kind) => calibrated.has(kind))) return { ms: predicted, isCertain: false };
    // The page hears late by amounts that vary: that is no reason to pause, only a true change is.
    return { ms, isCertain: reading - predicted > tolerance };
  }

  return {
    get tolerance() {
      return clock.tolerance;
    },
    learn(items, times, unsound) {
      const reading = clock.read(times.submitted, times.before, times.done);
      let { exact } = times;
      if (exact !== undefined && exact > 1.2 * (times.done - times.submitted) + 0.5) {
        exact = undefined;
        unsound();
      }
      const [first] = items;
      const { ms, isCertain } =
        first && items.length === 1
          ? learnAlone(first, times, reading, exact)
          : learnTogether(items, times, reading);
      const predicted = items.reduce((sum, item) => sum + (item.predicted ?? 0), 0);
      const partOf = (item: BatchItem): number =>
        items.length === 1 ? 1 : (item.predicted ?? 0) / predicted;
      return { took: items.map((item) => ms * partOf(item)), isCertain };
    },
    clear() {
      calibrated.clear();
      costs.clear();
      clock.clear();
    },
  };
}
