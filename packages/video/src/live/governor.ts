/** What to do with a frame that has just come. */
export type Verdict =
  /** Upscale and show it. */
  | 'show'
  /** Leave it out; what is shown is one frame old. */
  | 'drop'
  /** Show the video itself. */
  | 'pass'
  /** Show the video itself, but upscale the frame out of sight to learn whether there is room again. */
  | 'probe';

/** Decides whether the GPU keeps up with a video. */
export type Governor = {
  /** @param inFlight Frames that the GPU has not finished. */
  judge(now: number, inFlight: number): Verdict;
  /** A frame was finished so many milliseconds after it was submitted. */
  finished(milliseconds: number): void;
  /** Milliseconds between frames of the video, by what was seen. */
  readonly interval: number;
  reset(): void;
};

/** Late frames in a row, and their share among the latest, that end the show. */
const limits = { inRow: 3, window: 24, share: 0.25 } as const;
/** Waits before it is tried again, milliseconds: each failure doubles, up to the longest. */
const waits = { first: 1000, longest: 30_000 } as const;
/** Quick frames in a row that bring the show back, and how much of the interval they may take. */
const probes = { needed: 3, share: 0.8 } as const;
/** Frames in the queue of the GPU that are normal. */
const queue = 2;

/** Makes a governor. It knows no clock of its own. */
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
      // Pauses and background tabs say nothing about the frame rate.
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
      // Ten seconds without a hitch at 30 frames a second: what was slow is over.
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
