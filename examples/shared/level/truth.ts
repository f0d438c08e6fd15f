/** Where a game starts: its number and its name among the starts of the level. */
export type Start = { number: number; name: string };

/** The real game on a canvas of its own, stepped by the same actions. */
export type Truth = {
  /** The number of each pixel's colour now, where the level has the same numbers. */
  readonly picture?: Uint8Array;
  restart(start: Start): void;
  step(action: number): void;
  /** Keeps the game's state; the function returned goes back to it. */
  keep(): () => void;
};
