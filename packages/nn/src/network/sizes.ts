/** A size in pixels. */
export type NetworkSize = { width: number; height: number };
