// What a method does when nothing moves: it should converge, then stay put.

/** A run of frames whose reference does not change. */
export type StillFigure = {
  /** First still frame of the sequence and how many follow. */
  readonly from: number;
  readonly frames: number;
  readonly psnr: readonly number[];
  readonly best: number;
  readonly last: number;
  /** Still frames until PSNR is within 0.5 dB of the best and stays there; null if it does not. */
  readonly framesToWithin05dB: number | null;
  /** dB lost between the best frame and the last. */
  readonly drift: number;
  /** Root mean square change of a picture from frame to frame in 8-bit steps, over the second half. */
  readonly flicker: number;
};

const fewestFrames = 8;

/** The longest run of equal reference frames at the end, as [first, end). `changes[t]`: reference t differs from t − 1. */
export function stillRun(changes: readonly boolean[]): { from: number; end: number } | null {
  let from = changes.length;
  while (from > 0 && !changes[from - 1]) from -= 1;
  // The frame before the first unchanged one shows the same picture.
  const first = Math.max(0, from - 1);
  return changes.length - first >= fewestFrames ? { from: first, end: changes.length } : null;
}

/** Reads the figure off PSNR and frame-to-frame change (mean squared, 8-bit steps) of each frame of the run. */
export function stillFigure(from: number, psnr: readonly number[], change: readonly number[]): StillFigure {
  const best = Math.max(...psnr);
  const last = psnr.at(-1)!;
  let settled: number | null = null;
  for (let t = psnr.length - 1; t >= 0 && psnr[t]! >= best - 0.5; t--) settled = t;
  const half = change.slice(Math.floor(change.length / 2));
  const flicker = Math.sqrt(half.reduce((sum, value) => sum + value, 0) / half.length);
  return {
    from,
    frames: psnr.length,
    psnr,
    best,
    last,
    framesToWithin05dB: settled,
    drift: best - last,
    flicker,
  };
}
