/** Progress of a conversion. */
export type ConvertProgress = {
  /** 0 … 1. */
  done: number;
  /** Frames written so far. */
  frames: number;
  /** Estimated seconds left at the current pace; undefined for the first moments. */
  secondsLeft: number | undefined;
};

/** Seconds of conversion before the pace is estimated. */
const guessing = 1;

/** Turns the share of finished work into {@link ConvertProgress}. Clock in milliseconds. */
export function createProgress(
  start: number,
): (done: number, frames: number, now: number) => ConvertProgress {
  return (done, frames, now) => {
    const seconds = (now - start) / 1000;
    const share = Math.min(1, Math.max(0, done));
    const secondsLeft = seconds >= guessing && share > 0.005 ? (seconds * (1 - share)) / share : undefined;
    return { done: share, frames, secondsLeft: share === 1 ? 0 : secondsLeft };
  };
}
