import type { ImageAliases, ImageOptions } from './options.ts';
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
  /** GPU memory held, bytes. */
  readonly bytes: number;
  /**
   * Makes a picture of words. The work is cut into slices that the frame budget puts between frames; calls wait for each
   * other.
   *
   * @throws FrameloomError `invalid-argument`, `aborted`, `unsupported`, `device-lost`, `disposed`; memory is as before then.
   */
  generate(options: ImageOptions & ImageAliases): Promise<Picture>;
  /** Multiply-adds of one picture: of the text, of one run of the U-Net and of the decoder. */
  costs(width: number, height: number): { text: number; unet: number; decoder: number };
  dispose(): void;
}
