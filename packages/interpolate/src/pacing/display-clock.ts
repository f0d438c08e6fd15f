/** Where the display is: which refresh a callback belongs to. */
export type DisplayClock = {
  /** Milliseconds between refreshes, as measured; 0 until there were enough callbacks. */
  readonly interval: number;
  /** Takes a callback's time, ms. Returns how many refreshes came since the last one, at least 1; 0 for the first. */
  tick(now: number): number;
  reset(): void;
};

/** Callbacks that the interval is measured over, and those before it is known. */
const window = 24;
const fewest = 6;

/**
 * Makes the clock. Callbacks come at refreshes, some late and some not at all: the interval is the mean of those steps that are
 * close to the shorter ones, and a step counts as many refreshes as it is intervals long.
 */
export function createDisplayClock(): DisplayClock {
  let steps: number[] = [];
  let last: number | undefined;
  let interval = 0;
  let refresh = 0;

  const measure = (): number => {
    if (steps.length < fewest) return 0;
    const short = steps.toSorted((a, b) => a - b)[Math.floor(steps.length / 5)]!;
    const single = steps.filter((step) => Math.abs(step - short) < short * 0.3);
    return single.reduce((sum, step) => sum + step, 0) / single.length;
  };

  return {
    get interval() {
      return interval;
    },
    tick(now) {
      const from = last;
      last = now;
      if (from === undefined) {
        refresh = now;
        return 0;
      }
      if (now > from) steps = [...steps, now - from].slice(-window);
      interval = measure();
      if (interval === 0) {
        refresh = now;
        return 1;
      }
      const count = Math.max(1, Math.round((now - refresh) / interval));
      // Callbacks jitter about their refresh: follow it slowly.
      refresh += count * interval;
      refresh += 0.2 * (now - refresh);
      return count;
    },
    reset() {
      steps = [];
      last = undefined;
      interval = 0;
    },
  };
}
