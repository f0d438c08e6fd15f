/** Canvas pixels per device pixel that a page may draw at, largest first. */
export const paceSteps: readonly number[] = [1, 0.7, 0.5, 0.35, 0.25, 0.18];

/** Watches the rate of frames and says at which scale they come at a pleasant one. */
export type Pace = {
  readonly scale: number;
  /** A frame was drawn at `now`, milliseconds. */
  drawn(now: number): void;
  /** No frame was drawn, so that the time to the next one means nothing. Call it, too, where something else took the time. */
  skipped(): void;
};

/** Frames a second below which the scale falls, and from which on it rises. */
const slow = 22;
const quick = 45;
/** What is aimed at when it falls. */
const aim = 30;
/** Milliseconds after a change that are not judged (pipelines compile, targets are made), and that one judgement takes. */
const settling = 700;
const judging = 900;
const fewest = 3;

/**
 * Starts at a scale of {@link paceSteps} and calls `change` with others. It rises only to steps that were not too slow
 * before, and goes back where fewer pixels did not make it faster.
 */
export function createPace(start: number, change: (scale: number) => void): Pace {
  let scale = start;
  let ceiling = 1;
  let floor = 0;
  let before: { scale: number; interval: number } | undefined;
  let intervals: number[] = [];
  let last: number | undefined;
  let since: number | undefined;

  const restart = (): void => {
    intervals = [];
    last = since = undefined;
  };
  const go = (next: number): void => {
    scale = next;
    restart();
    change(next);
  };
  const judge = (): void => {
    const interval = median(intervals);
    const back = before;
    before = undefined;
    if (back && interval > back.interval * 0.85 && interval > 1000 / slow) {
      floor = back.scale;
      return go(back.scale);
    }
    if (interval > 1000 / slow) {
      const smaller = paceSteps.filter((step) => step < scale && step >= floor);
      ceiling = Math.min(ceiling, smaller[0] ?? scale);
      const wanted = scale * Math.sqrt(1000 / aim / interval);
      const next = smaller.find((step) => step <= wanted) ?? smaller.at(-1);
      if (next === undefined) return restart();
      before = { scale, interval };
      return go(next);
    }
    const up = paceSteps.findLast((step) => step > scale && step <= ceiling);
    if (up !== undefined && interval < 1000 / quick) return go(up);
    restart();
  };

  return {
    get scale() {
      return scale;
    },
    drawn(now) {
      since ??= now;
      if (last !== undefined && now - since > settling) intervals.push(now - last);
      last = now;
      if (intervals.length >= fewest && now - since > settling + judging) judge();
    },
    skipped: restart,
  };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
