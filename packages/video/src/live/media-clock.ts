/** Follows a video's time between its frames, and tells how far behind it pictures between two frames have to be shown. */
export type MediaClock = {
  /** Seconds by which what is shown is behind the video: the time between its frames, and how unevenly they come. */
  readonly delay: number;
  /** Takes a frame that came at `now`, ms, with its media time, seconds. `gap`: seconds since the frame before it. */
  add(now: number, mediaTime: number, rate: number, gap: number | undefined): void;
  /** Media time at `now`, seconds, less the delay. */
  at(now: number): number;
  reset(): void;
};

/** Share by which the clock follows each frame, and the error, seconds, from which it begins anew. */
const follow = 0.1;
const farthest = 0.15;

/** Makes the clock. Frames are announced at refreshes of the display, some early and some late: their mean counts. */
export function createMediaClock(): MediaClock {
  let start: { now: number; mediaTime: number } | undefined;
  let rate = 1;
  let spread = 0;
  let interval = 0;
  const timeAt = (now: number): number =>
    start ? start.mediaTime + ((now - start.now) / 1000) * rate : Number.NaN;
  return {
    get delay() {
      return interval + Math.min(0.012, 2 * spread);
    },
    add(now, mediaTime, nextRate, gap) {
      const error = mediaTime - timeAt(now);
      if (!start || nextRate !== rate || !(Math.abs(error) < farthest)) {
        start = { now, mediaTime };
        spread = 0;
      } else {
        spread += (Math.abs(error) - spread) * follow;
        start = { now, mediaTime: timeAt(now) + error * follow };
      }
      rate = nextRate;
      if (gap !== undefined) interval = interval === 0 ? gap : interval + (gap - interval) * 0.3;
    },
    at(now) {
      return timeAt(now) - this.delay;
    },
    reset() {
      start = undefined;
      interval = spread = 0;
    },
  };
}
