/** A snuffer. `heading` as in `directions`. */
export type Chaser = {
  x: number;
  y: number;
  heading: number;
  /** Runs from the player, since the lantern burnt when it looked. */
  scared: boolean;
  /** 8 to 1 while it lies about, 0 otherwise. */
  dazed: number;
};

/** All that the game knows. Everything but the chasers' next thought can be seen in the picture. */
export type WickState = {
  /** What each cell holds, see `tile`. */
  tiles: Uint8Array;
  player: { x: number; y: number; heading: number; pale: boolean };
  chasers: Chaser[];
  /** 1 to 3. */
  lives: number;
  /** 8 to 1 while a lost life burns down and nobody can be hurt, 0 otherwise. */
  burn: number;
  /** Pixels of the power bar, 0 to 40. */
  power: number;
  /** 0 to 9999. */
  score: number;
  /** 0 to 3, over and over; the flame's flicker shows it. */
  tick: number;
};
