import type { PassTimer } from '@frameloom/gpu';
import type { PictureOptions, Restoration } from '../looks.ts';
import type { ModelLoading } from '../models/load-stage.ts';
import type { VideoModelSource } from '../models/source.ts';

/** Options of `createVideoUpscaler`. */
export type VideoUpscalerOptions = PictureOptions & {
  /** The network. Default `'small'`; `'none'` is the resampler alone. */
  model?: VideoModelSource;
  /** Format of the target textures; any renderable format. Default `'rgba8unorm'`. */
  targetFormat?: GPUTextureFormat;
  /** Label of the passes, and the owner in `gpu.memory`. Default `'video'`. */
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
  /** Strength of colourisation, 0 … 1; see {@link VideoUpscaler.setColourise}. */
  readonly colourise: number;
  /**
   * Records one frame. Sizes are those of the textures and may change from frame to frame.
   *
   * @param source R'G'B' as displayed (not linear), with TEXTURE_BINDING.
   * @param target Of `targetFormat`, with RENDER_ATTACHMENT; all of it is drawn.
   * @throws FrameloomError `disposed`, `invalid-texture`, `device-lost`.
   */
  record(encoder: GPUCommandEncoder, source: GPUTexture, target: GPUTexture, timer?: PassTimer): void;
  /**
   * Resets the temporal state (colours, the estimated degradation level) before a frame that does not follow the last one,
   * for example after a seek.
   */
  reset(): void;
  /**
   * Waits for the degradation estimator of `restoration: 'auto'`, which `setModel` and the `restoration` setter do not wait
   * for. Never rejects.
   *
   * @returns Whether the estimator is loaded. False also if nothing needs it.
   */
  whenSeeing(): Promise<boolean>;
  /**
   * Colourises the following frames. The first call loads the network; frames pass unchanged until it is loaded.
   *
   * @throws FrameloomError `load-failed`, `aborted`, `invalid-argument`, `compilation`, `device-lost`, `disposed`.
   */
  setColourise(strength: boolean | number, options?: ModelLoading): Promise<void>;
  /**
   * Loads another network while the current one keeps running. A later call supersedes an earlier one.
   *
   * @throws FrameloomError `load-failed`, `aborted`, `invalid-argument`, `compilation`, `device-lost`, `disposed`.
   */
  setModel(model: VideoModelSource, options?: ModelLoading): Promise<void>;
  /** Frees every GPU object; safe to call twice. */
  dispose(): void;
}
