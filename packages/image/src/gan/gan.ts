import type { DecodeOptions } from '../vae/vae.ts';
import type { Picture } from '../picture/picture.ts';

/** What a picture of a generator is made from. */
export type GanEnd = {
  /** The noise, `noise` normal numbers. Default: drawn by `seed`. */
  z?: ArrayLike<number>;
  /** Whole number. The same seed gives the same noise everywhere. Default: drawn. */
  seed?: number;
  /** What it shows: words out of `classes`, such as `'green potion'`, of each list at most one. Default: none. */
  classLabel?: string;
  /**
   * Numbers of the noise that are further from 0 are drawn again, as BigGAN does (Brock et al. 2019): lower is more usual and less
   * varied; 0.5 to 2 are of use. It has no part in `z`. Default: none.
   */
  truncation?: number;
};

/** A generator that makes a picture in one step. Calls wait for each other. */
export interface Gan {
  /** The name in its model.json. */
  readonly label: string;
  /** Of its pictures, pixels. */
  readonly width: number;
  /** Of its pictures, pixels. */
  readonly height: number;
  /** Numbers of the noise. */
  readonly noise: number;
  /** Words that `classLabel` may have, in lists of which each gives at most one. */
  readonly classes: readonly (readonly string[])[];
  /** GPU memory held, bytes. */
  readonly bytes: number;
  /**
   * Makes a picture, RGBA. `picture.seed` is that of the noise, 0 with `z`.
   *
   * @throws FrameloomError `invalid-argument`, `aborted`, `device-lost`, `disposed`; memory is as before then.
   */
  generate(options?: GanEnd & DecodeOptions): Promise<Picture>;
  /**
   * `steps` pictures on the way from one end to the other, both included: noise along a great circle, classes mixed linearly. Leaving
   * the loop ends the work.
   *
   * @throws FrameloomError as `generate`.
   */
  interpolate(
    from: GanEnd,
    to: GanEnd,
    steps: number,
    options?: DecodeOptions,
  ): AsyncGenerator<Picture, void, undefined>;
  dispose(): void;
}
