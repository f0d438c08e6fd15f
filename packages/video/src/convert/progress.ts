/** How far a conversion is. */
export type ConvertProgress = {
  /** 0 … 1. */
  done: number;
  /** Frames made so far. */
  frames: number;
  /** Seconds that the rest will take, by the pace so far; undefined for the first moments. */
  secondsLeft: number | undefined;
};

/** Before that, seconds, a pace is a guess. */
const guessing = 1;

/** Turns shares of the work into {@link ConvertProgress}. Clocks in milliseconds. */
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
