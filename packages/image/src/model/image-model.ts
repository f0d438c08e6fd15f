import type { ImageAliases, ImageEnd, ImageOptions } from './options.ts';
import type { Picture } from '../picture/picture.ts';

/** A text-to-image model on the GPU. */
export interface ImageModel {
  /** Name of its folder. */
  readonly label: string;
  /** Side of the pictures that it was trained on, pixels. */
  readonly side: number;
  /** Width and height are multiples of it. */
  readonly multiple: number;
  /** Whether pictures have an alpha channel. */
  readonly hasAlpha: boolean;
  /** Whether it only fills in: `image` and `mask` must be given. */
  readonly inpaints: boolean;
  /** GPU memory held, bytes. */
  readonly bytes: number;
  /**
   * Makes a picture of words, with `image` of a picture, with `mask` of parts of it. The work is cut into slices that the frame
   * budget puts between frames; calls wait for each other.
   *
   * @throws FrameloomError `invalid-argument`, `aborted`, `unsupported`, `device-lost`, `disposed`; memory is as before then.
   */
  generate(options: ImageOptions & ImageAliases & { numImages?: undefined }): Promise<Picture>;
  /** Makes `numImages` pictures, of `seed`, `seed` + 1 and so on. */
  generate(options: ImageOptions & ImageAliases & { numImages: number }): Promise<Picture[]>;
  /**
   * Makes `steps` pictures on the way from one end to the other, both included, as they are done: the text's rows are mixed
   * linearly, noise of two seeds along a circle, and of two pictures the mixture is what each begins with (`strength`). Leaving
   * the loop ends the work.
   *
   * @param options What both ends share.
   * @throws FrameloomError as `generate`.
   */
  interpolate(
    from: ImageEnd,
    to: ImageEnd,
    steps: number,
    options?: Omit<ImageOptions, keyof ImageEnd | 'mask' | 'latents'>,
  ): AsyncGenerator<Picture, void, undefined>;
  /** Multiply-adds of one picture: of the text, of one run of the U-Net and of the decoder; 0 of what is not on the GPU now. */
  costs(width: number, height: number): { text: number; unet: number; decoder: number };
  dispose(): void;
}
