/** GPU time put between two frames, in milliseconds. */
type Interval = {
  /** What was charged: of finished batches as measured, of unfinished ones as reserved. */
  own: number;
  /** What finished batches took, and how far that may be off. */
  took: number;
  doubt: number;
  /** What intervals before it exceeded the budget by. */
  debt: number;
  /** What it exceeded the budget by and others were charged with. */
  carried: number;
  unfinished: number;
  isClosed: boolean;
  /** Whether it held slices that could not be kept under the budget: of unknown cost, or larger than it. */
  isExempt: boolean;
};

/** What may still be submitted before the next frame. */
export interface Allowance {
  /** Milliseconds left in this interval. */
  readonly left: number;
  /** Whether nothing of this interval is used. */
  readonly isFresh: boolean;
  /** Factor on predicted times that keeps their sum under the budget nearly always. */
  readonly margin: number;
  /** Intervals with work. */
  readonly frames: number;
  /** Intervals that took longer than the budget. */
  readonly late: number;
  /** Mean part of the budget used by the latest intervals with work. */
  readonly share: number;
  /** A frame begins. */
  tick(): void;
  /**
   * Takes `ms`. The returned function is to be called when it is done, with what it took and how far that may be off:
   * unless that is 0 what was taken stays taken, so that the margin for what can't be seen isn't given away.
   */
  reserve(ms: number, isExempt: boolean): (took: number, doubt: number) => void;
  /** Nothing more in this interval. */
  exhaust(): void;
}

/**
 * Overruns that are aimed at among predictable intervals: the margin moves up at each and down at every other interval by
 * steps in this proportion (stochastic approximation of a quantile, Robbins and Monro 1951).
 */
const overruns = 0.004;
const step = 0.1;
/** What can't be seen of noise, and when none can be trusted. */
const leastMargin = 1.2;
const largestMargin = 3;
/** Intervals that pay for one that took too long, at most. */
const longestDebt = 30;
/** Intervals in the mean share. */
const shareWindow = 120;

/** @param budgetMs Milliseconds between two frames; may change. */
export function createAllowance(budgetMs: () => number): Allowance {
  let current = createInterval(0);
  let margin = leastMargin;
  let frames = 0;
  let late = 0;
  let share = 0;

  /** What an interval took over the budget is taken from those after it, so that their mean stays under it too. */
  function carry(interval: Interval): number {
    const over = Math.min(longestDebt * budgetMs(), interval.own + interval.debt - budgetMs());
    const more = Math.max(0, over - interval.carried);
    interval.carried += more;
    return more;
  }

  function judge({ took, doubt, isClosed, isExempt, unfinished }: Interval): void {
    if (!isClosed || unfinished > 0 || took <= 0) return;
    const isLate = took - doubt > budgetMs();
    frames++;
    if (isLate) late++;
    share += (took / budgetMs() - share) / Math.min(frames, shareWindow);
    if (isExempt) return;
    if (isLate) margin = Math.min(largestMargin, margin + step);
    else if (took > budgetMs() / 3) margin = Math.max(leastMargin, margin - step * overruns);
  }

  return {
    get left() {
      return budgetMs() - current.own - current.debt;
    },
    get isFresh() {
      return current.own === 0 && current.debt === 0;
    },
    get margin() {
      return margin;
    },
    get frames() {
      return frames;
    },
    get late() {
      return late;
    },
    get share() {
      return share;
    },
    tick() {
      const last = current;
      last.isClosed = true;
      current = createInterval(carry(last));
      judge(last);
    },
    reserve(ms, isExempt) {
      const interval = current;
      interval.own += ms;
      interval.unfinished++;
      interval.isExempt ||= isExempt;
      return (took, doubt) => {
        if (doubt === 0) interval.own += took - ms;
        interval.took += took;
        interval.doubt += doubt;
        interval.unfinished--;
        if (!interval.isClosed) return;
        current.debt += carry(interval);
        judge(interval);
      };
    },
    exhaust() {
      current.debt += Math.max(0, budgetMs() - current.own - current.debt);
    },
  };
}

function createInterval(debt: number): Interval {
  return { own: 0, took: 0, doubt: 0, debt, carried: 0, unfinished: 0, isClosed: false, isExempt: false };
}
