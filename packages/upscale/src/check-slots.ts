/** Integers per frame that check.wgsl writes. */
export const slotFields = 32;

/** Frames of one window; a verdict needs a whole one. */
export const windowFrames = 16;

/** Two windows: one is read while the next one fills. */
export const slotFrames: number = 2 * windowFrames;

export const slotBytes: number = slotFields * 4;

/** Bytes of a checker. */
export const checkerBytes: number = (slotFrames + windowFrames) * slotBytes;
