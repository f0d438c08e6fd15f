import type { Gpu } from '@frameloom/gpu';
import type { VideoProblem } from './live/problems.ts';
import type { FrameTiming } from './live/window.ts';
import type { PictureOptions, Restoration } from './looks.ts';
import type { VideoModelSource } from './models/source.ts';
import type { Size } from './size.ts';
import type { ModelLoading } from './models/load-stage.ts';

/** Options of `upscaleVideo`. */
export type UpscaleVideoOptions = PictureOptions & {
  /** Enlargement per axis, 1.1 to 4, or `'fit'` (default): as many pixels as the video covers on the screen. */
  scale?: number | 'fit';
  /** The network. Default `'small'`, and `'none'` on a software GPU. Until it is loaded, and if that fails, frames are resampled without one. */
  model?: VideoModelSource;
  /** Default true. */
  enabled?: boolean;
  /** Where a frame would be late: `'pass'` (default) shows the plain video until there is room again, `'drop'` never does. */
  whenLate?: 'pass' | 'drop';
  /** A device to work on. Default: one that all videos of the page share. */
  gpu?: Gpu;
};

/**
 * What is shown: `'waiting'` for a first frame, `'active'` upscaled, `'passing'` the video itself for the time being,
 * `'failed'` the video itself until its source changes, `'off'` by `enabled`, `'disposed'`.
 */
export type UpscaledVideoState = 'waiting' | 'active' | 'passing' | 'failed' | 'off' | 'disposed';

/** What an upscaled video has done and is doing. */
export type UpscaledVideoStats = {
  /** Pixels of the video, rotated as shown. */
  sourceSize: Size;
  /** Pixels it is enlarged to. */
  displaySize: Size;
  /** Name of the network in use, or `'none'`. */
  model: string;
  /** Multiply-adds of the network per source pixel. */
  macsPerPixel: number;
  /** Frames shown upscaled, left out as late, and shown as they are. */
  frames: number;
  dropped: number;
  passed: number;
  /** From submitting a frame to the GPU's being done with it, milliseconds. */
  frameMs: FrameTiming;
  /** GPU memory, bytes. */
  memoryBytes: number;
};

/** A video that is being upscaled. The element itself is as it was, and the page goes on using it. */
export interface UpscaledVideo {
  readonly element: HTMLVideoElement;
  /** The canvas over the element. */
  readonly canvas: HTMLCanvasElement;
  enabled: boolean;
  /** Throws FrameloomError `invalid-argument`. */
  scale: number | 'fit';
  sharpness: number | undefined;
  /** 0 … 1, or `'auto'`. Throws FrameloomError `invalid-argument`. */
  restoration: Restoration;
  /** Strength with which the video is coloured, 0 … 1; see {@link UpscaledVideo.setColourise}. */
  readonly colourise: number;
  readonly state: UpscaledVideoState;
  /** Why the video itself is shown, in words; undefined while nothing stands in the way. */
  readonly problem: VideoProblem | undefined;
  readonly stats: UpscaledVideoStats;
  /** Loads another network while the present one goes on. Throws as `createVideoUpscaler`. */
  setModel(model: VideoModelSource, loading?: ModelLoading): Promise<void>;
  /** Colours black-and-white footage: on, off or a strength of 0 … 1. Throws as `createVideoUpscaler`. */
  setColourise(strength: boolean | number, loading?: ModelLoading): Promise<void>;
  /** Draws the current frame again. */
  refresh(): void;
  /** Hears of every change of `state`, `problem` and the network. Returns the function that stops it. */
  onChange(listener: () => void): () => void;
  /** Removes the canvas, every listener and every GPU object; safe to call twice. */
  dispose(): void;
}
