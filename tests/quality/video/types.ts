import type { Restoration } from '@frameloom/video';
import type { Figures } from './metrics.ts';

/** What is done to the original before it is enlarged again. */
export type Degradation =
  | { readonly kind: 'bicubic' }
  | { readonly kind: 'h264'; readonly bitsPerPixel: number };

/** What the page is asked to measure. Addresses are on the page's own server. */
export type MeasureRequest = {
  readonly kind: 'video' | 'images';
  readonly address: string;
  readonly degradation: Degradation;
  /** What our networks are told, 0 … 1, or that they see it themselves. */
  readonly restoration: Restoration;
  readonly methods: readonly string[];
  /** Frames of a clip, one after the other. */
  readonly frames: number;
  /** Seconds into the clip; undefined: a third of its length. */
  readonly start: number | undefined;
  /** Originals are cut to this from their middle. */
  readonly crop: { readonly width: number; readonly height: number } | undefined;
  readonly peers: { readonly websr: string | undefined; readonly anime4k: string | undefined };
};

/** What a method reached on one file. */
export type Measured = Figures & {
  /** Multiply-adds per source pixel; 0 without a network. */
  readonly macsPerPixel: number;
  /** Milliseconds per frame, median, as multiples of the bicubic's in the same run. */
  readonly msRatio: number;
};

/** One file by every method. */
export type FileResult = {
  readonly width: number;
  readonly height: number;
  readonly frames: number;
  readonly methods: Readonly<Record<string, Measured>>;
  /** A PNG as a data address: the liveliest place by every method, magnified. */
  readonly crops: string;
};

/** `report.json`. */
export type VideoReport = {
  readonly adapter: string;
  readonly source: string;
  readonly scale: 2;
  readonly degradation: string;
  /** What our networks were told of it; `'auto'`: the network that sees it was there from the first frame on. */
  readonly restoration: Restoration;
  readonly frames: number;
  readonly methods: Readonly<Record<string, Measured>>;
  /** Where several files were measured: each of them. */
  readonly files?: Readonly<Record<string, Omit<FileResult, 'crops'>>>;
};
