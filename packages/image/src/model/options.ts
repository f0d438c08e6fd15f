import type { BudgetPriority } from '@frameloom/gpu';
import type { SchedulerName } from '../scheduler/override.ts';

/** What a step has to tell. */
export type StepInfo = {
  /** Steps that are done, from 1. */
  step: number;
  steps: number;
  /** Which picture of `numImages`, from 0. */
  image: number;
  /** What the picture would be now, `rgba8unorm`; the same texture at every step. Undefined where a large decoder would be needed. */
  preview: GPUTexture | undefined;
};

/** A picture to begin with: RGBA, not multiplied by alpha, as `ImageData` is. */
export type GivenImage = { width: number; height: number; data: ArrayLike<number> };

/** Options of {@link ImageModel.generate}, by diffusers' names in camelCase. */
export type ImageOptions = {
  /** What the picture shows, in words. */
  prompt: string;
  /** What the picture must not show. Default `''`. */
  negativePrompt?: string;
  /** Pixels. Default: that of `image`, or what the model was trained on. */
  width?: number;
  /** Pixels. Default: that of `image`, or what the model was trained on. */
  height?: number;
  /** Default: the model's, or 30. */
  numInferenceSteps?: number;
  /** How much more than without the prompt; 1 or less: one run of the network for each step instead of two. Default: the model's, or 7.5. */
  guidanceScale?: number;
  /** Whole number. The same seed gives the same picture on the same device. Default: drawn. */
  seed?: number;
  /** The noise to begin with instead of the seed's: standard normal, [channels, height, width] of what is sampled. Default: drawn by the seed. */
  latents?: Float32Array;
  /** A picture to begin with, of the size of the result; networks on latents leave its alpha out. Default: none. */
  image?: GivenImage;
  /** How much of `image` is made anew, above 0 to 1. Default 0.8, with a mask 1; without an image it must be left out. */
  strength?: number;
  /**
   * Where `image` is made anew: white, as RGBA or one number from 0 to 255 for each pixel, of the size of `image`; black or
   * transparent stays. Numbers from 128 on are white. Default: everywhere.
   */
  mask?: GivenImage;
  /** The sampler: another class with the model's other settings, or a whole `scheduler_config.json`. Default: the model's. */
  scheduler?: SchedulerName | object;
  /**
   * Whether the pixels carry an invisible mark that `detectMark` finds; pictures below 256×256 never do. Files say what made them
   * besides, see `Picture.toBlob`. Default true.
   */
  watermark?: boolean;
  /** Called after each step. */
  onStep?: (info: StepInfo) => void;
  /** Default `'interactive'`. */
  priority?: BudgetPriority;
  /** Ends the work between two slices. */
  signal?: AbortSignal;
};

/** diffusers' own spelling. */
export type ImageAliases = {
  negative_prompt?: string;
  num_inference_steps?: number;
  guidance_scale?: number;
  num_images_per_prompt?: number;
  mask_image?: GivenImage;
};

/** One end of {@link ImageModel.interpolate}: what differs from the other. */
export type ImageEnd = Pick<ImageOptions, 'prompt' | 'seed' | 'image'>;
