import type { DisocclusionFigure } from '../analysis/disocclusion.ts';
import type { StillFigure } from '../analysis/still.ts';

/** Quality of one frame: PSNR in dB (at most 100), SSIM 0–1, FLIP 0 (equal) – 1. */
export type FrameScore = { readonly psnr: number; readonly ssim: number; readonly flip: number };

/** One method on one scene; means over the frames after the first eight, `tpsnr` in dB. */
export type MethodReport = FrameScore & {
  readonly tpsnr: number;
  readonly perFrame: readonly FrameScore[];
};

/** The report.json of one scene. */
export type SceneReport = {
  readonly adapter: string;
  readonly scene: string;
  readonly ratio: number;
  /** Display size, e.g. `960x540`. */
  readonly size: string;
  readonly frames: number;
  readonly methods: Readonly<Record<string, MethodReport>>;
  readonly analysis: SceneAnalysis;
};

/** What else was found, by method. */
export type SceneAnalysis = {
  readonly host: string;
  readonly referenceSamples: number;
  readonly referenceMipBias: number;
  /** First frame that counts in means. */
  readonly firstCounted: number;
  readonly tpsnrPerFrame: Readonly<Record<string, readonly (number | null)[]>>;
  /** Uncovered pixels by frames since they were; null where nothing is uncovered. */
  readonly disocclusion: Readonly<Record<string, DisocclusionFigure | null>>;
  /** The frames in which nothing moves; null where something always does. */
  readonly still: Readonly<Record<string, StillFigure | null>>;
};

/** First frame that counts: temporal methods begin with nothing. */
export const firstCounted = 8;

/** Decibels as JSON can hold them. */
export function finiteDecibels(value: number): number {
  return Math.min(100, value);
}
