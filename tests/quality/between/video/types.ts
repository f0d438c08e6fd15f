import type { BetweenScore } from '../report.ts';

/** What the page is asked for. */
export type VideoBetweenRequest = {
  readonly address: string;
  readonly methods: readonly string[];
  /** Frames of the clip, one after the other, every second of which is made again. */
  readonly frames: number;
  /** Seconds into the clip; undefined: a third of its length. */
  readonly start: number | undefined;
  /** Frames are cut to this from their middle. */
  readonly crop: { readonly width: number; readonly height: number } | undefined;
};

/** What the methods reached on one clip, on frames with motion. */
export type VideoBetweenResult = {
  readonly width: number;
  readonly height: number;
  /** Made frames that were counted; those without motion and those over a cut are not. */
  readonly counted: number;
  readonly methods: Readonly<Record<string, BetweenScore>>;
};
