import type { BudgetPriority } from '@frameloom/gpu';
import type { GivenImage } from '../model/options.ts';
import type { Picture } from '../picture/picture.ts';
import type { Latent } from './latent.ts';

/** When and how far work on a picture is done. */
export type WorkOptions = {
  /** Default `'interactive'`. */
  priority?: BudgetPriority;
  /** Ends the work between two slices. */
  signal?: AbortSignal;
};

/** Options of {@link Vae.decode}. */
export type DecodeOptions = WorkOptions & {
  /** Whether pixels carry the mark that `detectMark` finds, as with `generate`. Default true. */
  watermark?: boolean;
};

/**
 * A picture: RGBA, not multiplied by alpha, or a texture with TEXTURE_BINDING and floats (`rgba8unorm`, …), colours multiplied by
 * alpha, such as `picture.texture`.
 */
export type PictureSource = GivenImage | GPUTexture;

/** An autoencoder: pictures to latents and back. Calls wait for each other. */
export interface Vae {
  /** Name of its folder. */
  readonly label: string;
  /** Picture pixels per latent pixel and axis; width and height of pictures are multiples of it. */
  readonly factor: number;
  readonly latentChannels: number;
  /** Whether pictures have an alpha channel. */
  readonly hasAlpha: boolean;
  /** GPU memory held, bytes. */
  readonly bytes: number;
  /**
   * The latent of a picture, of an AutoencoderKL the mean of its distribution, scaled as a diffusion model reads it (`scaling_factor`).
   *
   * @throws FrameloomError `invalid-argument`, `aborted`, `device-lost`, `disposed`; memory is as before then.
   */
  encode(picture: PictureSource, options?: WorkOptions): Promise<Latent>;
  /** The picture of a latent. Throws as `encode`. */
  decode(latent: Latent, options?: DecodeOptions): Promise<Picture>;
  /** A latent of your own numbers, planes [channels, height, width]. Throws `invalid-argument`, `disposed`. */
  latent(values: Float32Array, size: { width: number; height: number }): Latent;
  /**
   * `steps` pictures on the way from one to the other, both included: latents are mixed linearly. Leaving the loop ends the work.
   *
   * @throws FrameloomError as `encode`.
   */
  interpolate(
    from: PictureSource | Latent,
    to: PictureSource | Latent,
    steps: number,
    options?: DecodeOptions,
  ): AsyncGenerator<Picture, void, undefined>;
  dispose(): void;
}
