import type { BetweenSettings } from './settings.ts';

/** One refresh of the display that frames are paced for. */
export type Refresh = {
  /** Milliseconds. */
  time: number;
  /** Seconds of the world. */
  seconds: number;
};

/** The display's refreshes, which come slower in slow motion and one at a time while paused. */
export type Refreshes = {
  /** The refresh that this callback shows; undefined where the picture stays. */
  next(milliseconds: number, settings: Readonly<BetweenSettings>): Refresh | undefined;
  /** Shows the next refreshes although paused. */
  step(count?: number): void;
  /** Shows this many refreshes of a standing world although paused. */
  owe(count: number): void;
  /** Whether refreshes are owed. */
  readonly isOwed: boolean;
};

/** @param interval milliseconds between refreshes in slow motion and single steps. */
export function createRefreshes(interval: number, startSeconds: number): Refreshes {
  let time = 0;
  let seconds = startSeconds;
  let waited = 0;
  let steps = 0;
  let owed = 0;
  const advance = (milliseconds: number, isMoving: boolean): Refresh => {
    time += milliseconds;
    if (isMoving) seconds += milliseconds / 1000;
    return { time, seconds };
  };
  return {
    next(milliseconds, { paused, speed }) {
      if (paused) {
        if (owed > 0) {
          owed -= 1;
          return advance(interval, false);
        }
        if (steps === 0) return undefined;
        steps -= 1;
        return advance(interval, true);
      }
      steps = 0;
      owed = 0;
      if (speed === 1) return advance(milliseconds, true);
      waited += milliseconds * speed;
      // A callback that comes a little early still counts.
      if (waited < interval * 0.98) return undefined;
      waited = Math.min(waited - interval, interval);
      return advance(interval, true);
    },
    step(count = 1) {
      steps += count;
    },
    owe(count) {
      owed = Math.max(owed, count);
    },
    get isOwed() {
      return owed > 0;
    },
  };
}

/** Milliseconds between refreshes, from nine callbacks of an idle page. */
export async function measureInterval(): Promise<number> {
  const steps: number[] = [];
  let last = await nextCallback();
  for (let i = 0; i < 9; i++) {
    const now = await nextCallback();
    steps.push(now - last);
    last = now;
  }
  const median = steps.toSorted((a, b) => a - b)[4]!;
  return median > 1 && median < 50 ? median : 1000 / 60;
}

function nextCallback(): Promise<number> {
  return new Promise((resolve) => requestAnimationFrame(resolve));
}
