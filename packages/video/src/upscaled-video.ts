import type { Gpu } from '@frameloom/gpu';
import type {
  ModelState as FrameModelState,
  VideoModelSource as FrameModelSource,
} from '@frameloom/interpolate';
import type { VideoProblem } from './live/problems.ts';
import type { FrameTiming } from './live/window.ts';
import type { PictureOptions, Restoration } from './looks.ts';
import type { VideoModelSource } from './models/source.ts';
import type { Size } from './size.ts';
import type { ModelLoading } from './models/load-stage.ts';

/** Options of `upscaleVideo`. */
export type UpscaleVideoOptions = PictureOptions & {
  /** Enlargement per axis, 1.1 to 4, or `'fit'` (default): the size of the video on the screen. */
  scale?: number | 'fit';
  /**
   * Shows this many frames a second, at most as many as the display, by generating frames between those of the video; `'display'`:
   * one at every refresh. Pictures then come one frame of the video later (`stats.latency`), and `scale` may be 1. Nothing is
   * generated over a cut. Default: the frames of the video.
   */
  frameRate?: number | 'display';
  /**
   * The network of the frames that are generated: `'standard'` or `'lite'`, or another for `createVideoInterpolator()` of
   * `@frameloom/interpolate`. Default `'none'`: optical flow alone.
   */
  frameModel?: FrameModelSource;
  /**
   * The network. Default `'small'`, and `'none'` on a software GPU. Until it is loaded, and if loading fails, frames are
   * resampled without one.
   */
  model?: VideoModelSource;
  /** Default true. */
  enabled?: boolean;
  /** What happens to late frames: `'pass'` (default) shows the plain video until the GPU keeps up again, `'drop'` drops them. */
  whenLate?: 'pass' | 'drop';
  /** GPU to use. Default: one device shared by all videos of the page. */
  gpu?: Gpu;
};

/**
 * What is shown: `'waiting'` for a first frame, `'active'` upscaled, `'passing'` the plain video temporarily, `'failed'` the
 * plain video until its source changes, `'off'` by `enabled`, `'disposed'`.
 */
export type UpscaledVideoState = 'waiting' | 'active' | 'passing' | 'failed' | 'off' | 'disposed';

/** Statistics of an upscaled video. */
export type UpscaledVideoStats = {
  /** Size of the video's frames after rotation, pixels. */
  sourceSize: Size;
  /** Size of the enlarged frames, pixels. */
  displaySize: Size;
  /** Name of the network in use, or `'none'`. */
  model: string;
  /** Multiply-adds of the network per source pixel. */
  macsPerPixel: number;
  /** Frames shown upscaled, dropped as late, and shown unchanged. */
  frames: number;
  dropped: number;
  passed: number;
  /** Frames shown that were generated between those of the video. */
  generated: number;
  /** Whether the network of `frameModel` makes them: `'none'` without one, and while no frames are generated. */
  frameModelState: FrameModelState;
  /** Milliseconds by which pictures come after their sound, since frames are generated. */
  latency: number;
  /** Time from submit to completion of a frame, milliseconds. */
  frameMs: FrameTiming;
  /** GPU memory, bytes. */
  memoryBytes: number;
};

/** A video that is being upscaled. The element itself is unchanged, and the page keeps using it. */
export interface UpscaledVideo {
  readonly element: HTMLVideoElement;
  /** The canvas over the element. */
  readonly canvas: HTMLCanvasElement;
  enabled: boolean;
  /** Throws FrameloomError `invalid-argument`. */
  scale: number | 'fit';
  sharpness: number | undefined;
  /** Degradation level, 0 … 1, or `'auto'`. Throws FrameloomError `invalid-argument`. */
  restoration: Restoration;
  /** Strength of colourisation, 0 … 1; see {@link UpscaledVideo.setColourise}. */
  readonly colourise: number;
  readonly state: UpscaledVideoState;
  /** Why the plain video is shown; undefined without a problem. */
  readonly problem: VideoProblem | undefined;
  readonly stats: UpscaledVideoStats;
  /** Loads another network while the current one keeps running. Throws as `createVideoUpscaler`. */
  setModel(model: VideoModelSource, loading?: ModelLoading): Promise<void>;
  /** Frames a second that are shown; undefined: those of the video. See {@link UpscaledVideo.setFrameRate}. */
  readonly frameRate: number | 'display' | undefined;
  /**
   * Shows generated frames between those of the video as the option `frameRate` does; undefined ends that.
   *
   * @throws FrameloomError `invalid-argument`, `compilation`, `device-lost`.
   */
  setFrameRate(frameRate: number | 'display' | undefined): Promise<void>;
  /** Colourises black-and-white footage: on, off or a strength of 0 … 1. Throws as `createVideoUpscaler`. */
  setColourise(strength: boolean | number, loading?: ModelLoading): Promise<void>;
  /** Draws the current frame again. */
  refresh(): void;
  /** Calls back on every change of `state`, `problem` and the network. Returns a function that unsubscribes. */
  onChange(listener: () => void): () => void;
  /** Removes the canvas, every listener and every GPU object; safe to call twice. */
  dispose(): void;
}
