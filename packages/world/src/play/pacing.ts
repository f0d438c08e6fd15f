/** Turns the times of animation frames into steps of fixed length. */
export interface Pacer {
  /**
   * How many steps are due at `now`, ms. At most `most`, and what is due beyond that is forgotten: where frames are slow
   * the game is slow too, it doesn't leap.
   */
  due(now: number): number;
  /** Forgets the time that passed, as after a pause. */
  restart(): void;
}

/**
 * @param fps Steps per second.
 * @param most Steps that may be due in one frame. Default 2, which keeps the time down to half as many frames as steps.
 */
export function createPacer(fps: number, most: number = 2): Pacer {
  const length = 1000 / fps;
  let last: number | undefined;
  let waiting = 0;
  return {
    due(now) {
      // A browser's clock is coarse: a step that is due within half a millisecond is due.
      if (last !== undefined) waiting += now - last;
      last = now;
      const steps = Math.floor((waiting + 0.5) / length);
      waiting = steps > most ? 0 : waiting - steps * length;
      return Math.min(steps, most);
    },
    restart() {
      last = undefined;
      waiting = 0;
    },
  };
}
