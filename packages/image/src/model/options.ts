import type { BudgetPriority } from '@frameloom/gpu';
import { failValue, requireWhole } from '../fail.ts';

/** What a step has to tell. */
export type StepInfo = {
  /** Steps that are done, from 1. */
  step: number;
  steps: number;
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
  /** Pixels. Default: what the model was trained on. */
  width?: number;
  /** Pixels. Default: what the model was trained on. */
  height?: number;
  /** Default: the model's, or 30. */
  numInferenceSteps?: number;
  /** How much more than without the prompt; 1 or less: one run of the network for each step instead of two. Default: the model's, or 7.5. */
  guidanceScale?: number;
  /** Whole number. The same seed gives the same picture on the same device. Default: drawn. */
  seed?: number;
  /** The noise to begin with instead of the seed's: standard normal, [channels, height, width] of what is sampled. Default: drawn by the seed. */
  latents?: Float32Array;
  /** A picture to begin with, of the size of the result. Default: none. */
  image?: GivenImage;
  /** How much of `image` is made anew, above 0 to 1. Default 0.8; without an image it must be left out. */
  strength?: number;
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
};

/** Options with their defaults. */
export type ImageRequest = {
  prompt: string;
  negativePrompt: string;
  width: number;
  height: number;
  steps: number;
  guidance: number;
  seed: number;
  latents: Float32Array | undefined;
  image: GivenImage | undefined;
  strength: number;
  onStep: ((info: StepInfo) => void) | undefined;
  priority: BudgetPriority;
  signal: AbortSignal | undefined;
};

/** What a model brings along. */
export type ImageDefaults = { side: number; multiple: number; steps: number; guidance: number };

const where = 'generate';

/** @throws FrameloomError `invalid-argument`. */
export function readImageOptions(given: ImageOptions & ImageAliases, defaults: ImageDefaults): ImageRequest {
  if (typeof given !== 'object' || given === null)
    failValue(where, 'options', given, 'an object with a prompt');
  const { prompt, negativePrompt = given.negative_prompt ?? '', latents, image, signal, onStep } = given;
  for (const [name, text] of Object.entries({ prompt, negativePrompt })) {
    if (typeof text !== 'string') failValue(where, name, text, 'text');
  }
  const { width = image?.width ?? defaults.side, height = image?.height ?? defaults.side } = given;
  for (const [name, side] of Object.entries({ width, height })) {
    const fits = Number.isInteger(side) && side >= defaults.multiple && side <= 4096;
    if (!fits || side % defaults.multiple !== 0)
      failValue(where, name, side, `a multiple of ${defaults.multiple} up to 4096`);
  }
  const steps = given.numInferenceSteps ?? given.num_inference_steps ?? defaults.steps;
  requireWhole(where, 'numInferenceSteps', steps, 1, 1000);
  const guidance = given.guidanceScale ?? given.guidance_scale ?? defaults.guidance;
  if (!Number.isFinite(guidance)) failValue(where, 'guidanceScale', guidance, 'a finite number');
  const seed = given.seed ?? Math.floor(Math.random() * 2 ** 32);
  requireWhole(where, 'seed', seed, 0, Number.MAX_SAFE_INTEGER);
  if (latents && image) failValue(where, 'latents', 'given with an image', 'one of the two');
  if (image) requireImage(image, width, height);
  else if (given.strength !== undefined) {
    failValue(
      where,
      'strength',
      given.strength,
      'it with an image only: it says how much of that is made anew',
    );
  }
  return {
    prompt,
    negativePrompt,
    width,
    height,
    steps,
    guidance,
    seed,
    latents,
    image,
    strength: image ? (given.strength ?? 0.8) : 1,
    onStep,
    priority: given.priority ?? 'interactive',
    signal,
  };
}

function requireImage(image: GivenImage, width: number, height: number): void {
  if (image.width !== width || image.height !== height) {
    failValue(
      where,
      'image',
      `${image.width}×${image.height}`,
      `one of ${width}×${height}, the size of the result`,
    );
  }
  if (image.data?.length !== width * height * 4)
    failValue(where, 'image.data', image.data?.length, `${width * height * 4} numbers, RGBA`);
}
