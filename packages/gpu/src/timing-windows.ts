import { createWindow, type Window } from './statistics.ts';

/** GPU time of one label over the latest frames, in milliseconds. */
export type PassTiming = { last: number; p50: number; p95: number; count: number };

/** Frames in the percentiles. */
const windowLength = 120;
/** Measured frames after which a label that no longer occurs is dropped. */
const framesKept = 16;

/** The measured times of all frames. */
export type TimingWindows = {
  readonly frame: Window;
  labels(): ReadonlyMap<string, Window>;
  add(sums: ReadonlyMap<string, number>): void;
};

export function createTimingWindows(): TimingWindows {
  const frame = createWindow(windowLength);
  const labels = new Map<string, Window>();
  const lastFrames = new Map<string, number>();
  let frames = 0;
  return {
    frame,
    labels: () => labels,
    add(sums) {
      frames += 1;
      let total = 0;
      for (const [name, ms] of sums) {
        let window = labels.get(name);
        if (!window) labels.set(name, (window = createWindow(windowLength)));
        window.add(ms);
        lastFrames.set(name, frames);
        total += ms;
      }
      if (sums.size > 0) frame.add(total);
      for (const [name, last] of lastFrames) {
        if (frames - last < framesKept) continue;
        lastFrames.delete(name);
        labels.delete(name);
      }
    },
  };
}

/** Last value and percentiles of a window. */
export function summarise(window: Window): PassTiming {
  const { last, count } = window;
  return { last, count, p50: window.percentile(0.5), p95: window.percentile(0.95) };
}
