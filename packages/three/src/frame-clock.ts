/** Times of the frames of one node. */
export interface FrameClock {
  /** Time of the last frame, ms. */
  readonly now: number;
  /** Begins a frame; milliseconds since the last one, 16 for the first. */
  tick(): number;
}

/** Makes a clock that has seen no frame. Pauses count as one second at most. */
export function createFrameClock(): FrameClock {
  let last = 0;
  return {
    get now() {
      return last;
    },
    tick() {
      const now = performance.now();
      const elapsed = last === 0 ? 16 : Math.min(Math.max(now - last, 0.1), 1000);
      last = now;
      return elapsed;
    },
  };
}
