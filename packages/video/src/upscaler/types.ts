import type { PassTimer } from '@frameloom/gpu';
import type { PictureOptions, Restoration } from '../looks.ts';
import type { ModelLoading } from '../models/load-stage.ts';
import type { VideoModelSource } from '../models/source.ts';

/** Options of `createVideoUpscaler`. */
export type VideoUpscalerOptions = PictureOptions & {
  /** The network. Default `'small'`; `'none'` is the resampler alone. */
  model?: VideoModelSource;
  /** Format of the textures that will be written; anything that can be rendered to. Default `'rgba8unorm'`. */
  targetFormat?: GPUTextureFormat;
  /** Names the passes, and the owner in `gpu.memory`. Default `'video'`. */
  label?: string;
};

/** Enlarges single frames on the GPU: a network doubles them, a resampler brings them to any other size. */
export interface VideoUpscaler {
  /** Name of the network in use, or `'none'`. */
  readonly model: string;
  /** Multiply-adds of the network per source pixel; 0 without one. */
  readonly macsPerPixel: number;
  /** GPU memory held, bytes. */
  readonly memoryBytes: number;
  /** 0 … 1, or undefined for the default of the model. */
  sharpness: number | undefined;
  /**
   * Degradation level of the frames, 0 … 1, or `'auto'`; see {@link PictureOptions}. Throws FrameloomError
   * `invalid-argument`.
   */
  restoration: Restoration;
  /** Strength with which frames are coloured, 0 … 1; see {@link VideoUpscaler.setColourise}. */
  readonly colourise: number;
  /**
   * Records one frame. Sizes are those of the textures and may change from frame to frame.
   *
   * @param source R'G'B' as displayed (not linear), with TEXTURE_BINDING.
   * @param target Of `targetFormat`, with RENDER_ATTACHMENT; all of it is drawn.
   * @throws FrameloomError `disposed`, `invalid-texture`, `device-lost`.
   */
  record(encoder: GPUCommandEncoder, source: GPUTexture, target: GPUTexture, timer?: PassTimer): void;
  /** The next frame does not follow the last one (a seek, another film): colours and `restoration: 'auto'` begin anew. */
  reset(): void;
  /**
   * Waits for the network of `restoration: 'auto'`, which `setModel` and setting `restoration` don't wait for. Never rejects.
   *
   * @returns Whether it is there. False too where nothing needs it.
   */
  whenSeeing(): Promise<boolean>;
  /**
   * Colours what comes from here on; loads the network for it the first time, and frames stay as they are until it is there.
   *
   * @throws FrameloomError `load-failed`, `aborted`, `invalid-argument`, `compilation`, `device-lost`, `disposed`.
   */
  setColourise(strength: boolean | number, options?: ModelLoading): Promise<void>;
  /**
   * Loads another network while the present one goes on. A later call overtakes an earlier one.
   *
   * @throws FrameloomError `load-failed`, `aborted`, `invalid-argument`, `compilation`, `device-lost`, `disposed`.
   */
  setModel(model: VideoModelSource, options?: ModelLoading): Promise<void>;
  /** Frees every GPU object; safe to call twice. */
  dispose(): void;
}
