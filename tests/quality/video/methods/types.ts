import type { Gpu } from '@frameloom/gpu';
import type { Restoration } from '@frameloom/video';
import type { Picture } from '../../metrics/picture.ts';

/** A way to double the size of a picture, made for one size. */
export type Enlarger = {
  /** Multiply-adds per source pixel; 0 without a network. */
  readonly macsPerPixel: number;
  /** The frame to enlarge, before `run` and untimed. */
  load(frame: Picture): Promise<void>;
  /** Hands in the work for the frame that was loaded; it is done when the queue is. */
  run(): Promise<void>;
  /** What `run` made of it. */
  read(): Promise<Picture>;
  dispose(): void;
};

/** Checkouts of peers, as addresses on the page's own server. */
export type Peers = { readonly websr: string | undefined; readonly anime4k: string | undefined };

/** A method of the comparison. */
export type VideoMethod = {
  readonly name: string;
  /** The checkout without which it cannot run. */
  readonly peer?: keyof Peers;
  /** Whether it runs unless it is named. */
  readonly optional?: boolean;
  create(
    gpu: Gpu,
    size: { width: number; height: number },
    peers: Peers,
    /** How badly the pictures were treated, 0 … 1, or that it is to be seen. */
    restoration: Restoration,
  ): Promise<Enlarger>;
};
