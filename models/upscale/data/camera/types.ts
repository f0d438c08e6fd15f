/** A point in the world, metres, y up. */
export type Point = readonly [number, number, number];

/** A place from which a world is worth looking at, and what is seen from it. */
export type View = {
  readonly position: Point;
  readonly target: Point;
  /** Range of vertical fields of view in degrees that suit it. Default 14 to 50. */
  readonly fov?: readonly [number, number];
};

/** Camera and clock of one frame; `fov` is vertical, in degrees, `roll` in radians. */
export type PathFrame = {
  readonly position: Point;
  readonly target: Point;
  readonly roll: number;
  readonly fov: number;
  /** World time. It stands still where the whole picture is to rest. */
  readonly seconds: number;
  /** Nothing of the frame before is worth keeping. */
  readonly cut: boolean;
};

/** A camera path, planned ahead. */
export type Path = {
  readonly near: number;
  readonly far: number;
  /** Milliseconds from frame to frame, as the application would measure them. */
  readonly frameTime: number;
  readonly frames: readonly PathFrame[];
  /** What the camera does, for the metadata: `strafe, rest`. */
  readonly summary: string;
};
