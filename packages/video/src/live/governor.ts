/** Decision for a new frame. */
export type Verdict =
  /** Upscale and show it. */
  | 'show'
  /** Skip it; the shown frame stays. */
  | 'drop'
  /** Show the video itself. */
  | 'pass'
  /** Show the video itself, but upscale the frame off-screen to measure whether the GPU is fast enough again. */
  | 'probe';

/** Decides whether the GPU keeps up with a video. */
export type Governor = {
  /** @param inFlight Submitted frames that the GPU has not finished. */
  judge(now: number, inFlight: number): Verdict;
  /** Reports the milliseconds between submit and completion of a frame. */
  finished(milliseconds: number): void;
  /** Measured interval between the video's frames, milliseconds. */
  readonly interval: number;
  reset(): void;
};

/** Consecutive late frames, and share of late frames, after which the plain video is shown. */
const limits = { inRow: 3, window: 24, share: 0.25 } as const;
/** Wait before the next trial, milliseconds; doubles with each failure up to the longest. */
const waits = { first: 1000, longest: 30_000 } as const;
/** Consecutive fast frames that end the pause, and the share of the interval they may take. */
const probes = { needed: 3, share: 0.8 } as const;
/** Frames in flight that are normal. */
const queue = 2;

/** Creates a governor. The caller passes the time. */
export function createGovernor(): Governor {
  let interval = 1000 / 30;
  let last: number | undefined;
  let late: boolean[] = [];
  let inRow = 0;
  let passing = false;
  let retryAt = 0;
  let wait: number = waits.first;
  let quick = 0;
  let shownWell = 0;

  const pass = (now: number): Verdict => {
    passing = true;
    retryAt = now + wait;
    wait = Math.min(waits.longest, wait * 2);
    quick = inRow = shownWell = 0;
    late = [];
    return 'pass';
  };

  return {
    get interval() {
      return interval;
    },
    judge(now, inFlight) {
      // Gaps from pauses and background tabs are not frame intervals.
      const since = last === undefined ? interval : now - last;
      last = now;
      if (since > 4 && since < 250) interval += (since - interval) * 0.1;
      if (passing) {
        if (now < retryAt) return 'pass';
        if (inFlight > 0) return quick < 0 ? pass(now) : 'pass';
        if (quick < 0) return pass(now);
        if (quick < probes.needed) return 'probe';
        passing = false;
        return 'show';
      }
      const isLate = inFlight >= queue;
      late.push(isLate);
      if (late.length > limits.window) late.shift();
      inRow = isLate ? inRow + 1 : 0;
      const share = late.filter(Boolean).length / limits.window;
      if (inRow >= limits.inRow || share >= limits.share) return pass(now);
      shownWell = isLate ? 0 : shownWell + 1;
      // Ten seconds without a late frame at 30 frames per second: forget earlier failures.
      if (shownWell >= 300) wait = waits.first;
      return isLate ? 'drop' : 'show';
    },
    finished(milliseconds) {
      if (!passing) return;
      quick = milliseconds <= interval * probes.share ? quick + 1 : -1;
    },
    reset() {
      last = undefined;
      late = [];
      inRow = quick = shownWell = retryAt = 0;
      passing = false;
      wait = waits.first;
    },
  };
}
