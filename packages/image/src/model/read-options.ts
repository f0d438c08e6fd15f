import type { BudgetPriority } from '@frameloom/gpu';
import { failValue, requireWhole } from '../fail.ts';
import type { Scheduler } from '../scheduler/scheduler.ts';
import type { GivenImage, ImageAliases, ImageOptions, StepInfo } from './options.ts';

/** Options with their defaults. */
export type ImageRequest = {
  prompt: string;
  negativePrompt: string;
  width: number;
  height: number;
  steps: number;
  guidance: number;
  seed: number;
  count: number;
  latents: Float32Array | undefined;
  image: GivenImage | undefined;
  /** 1 for each pixel of `image` that is made anew, else 0. */
  mask: Float32Array<ArrayBuffer> | undefined;
  strength: number;
  scheduler: Scheduler;
  watermark: boolean;
  /** What noise and text are a part of the way to. */
  toward?: { prompt: string; seed: number; amount: number };
  onStep: ((info: StepInfo) => void) | undefined;
  priority: BudgetPriority;
  signal: AbortSignal | undefined;
};

/** What a model brings along. */
export type ImageDefaults = {
  side: number;
  multiple: number;
  steps: number;
  guidance: number;
  /** Whether its network needs a picture and a mask. */
  inpaints: boolean;
  scheduler(wanted: unknown): Scheduler;
};

const where = 'generate';

/** @throws FrameloomError `invalid-argument`, `unsupported`. */
export function readImageOptions(
  given: ImageOptions & ImageAliases & { numImages?: number },
  defaults: ImageDefaults,
): ImageRequest {
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
  const count = given.numImages ?? given.num_images_per_prompt ?? 1;
  requireWhole(where, 'numImages', count, 1, 1000);
  const seed = given.seed ?? Math.floor(Math.random() * 2 ** 32);
  requireWhole(where, 'seed', seed, 0, Number.MAX_SAFE_INTEGER - count);
  if (latents && count > 1) failValue(where, 'numImages', count, '1 with latents: they are of one picture');
  const mask = given.mask ?? given.mask_image;
  if (image) requireImage('image', image, width, height, [4]);
  if (given.strength !== undefined && !image) {
    const use = 'it with an image only: it says how much of that is made anew';
    failValue(where, 'strength', given.strength, use);
  }
  if (mask && !image) failValue(where, 'mask', 'given without an image', 'both, or none of them');
  if (mask) requireImage('mask', mask, width, height, [1, 4]);
  if (defaults.inpaints && !mask)
    failValue(where, 'mask', mask, 'an image and a mask: the network of this model fills in');
  const { watermark = true } = given;
  if (typeof watermark !== 'boolean') failValue(where, 'watermark', watermark, 'true or false');
  return {
    prompt,
    negativePrompt,
    width,
    height,
    steps,
    guidance,
    seed,
    count,
    latents,
    image,
    mask: mask && readMask(mask),
    strength: image ? (given.strength ?? (mask ? 1 : 0.8)) : 1,
    scheduler: defaults.scheduler(given.scheduler),
    watermark,
    onStep,
    priority: given.priority ?? 'interactive',
    signal,
  };
}

function requireImage(
  name: string,
  image: GivenImage,
  width: number,
  height: number,
  channels: readonly number[],
): void {
  if (image.width !== width || image.height !== height) {
    const got = `${image.width}×${image.height}`;
    failValue(where, name, got, `one of ${width}×${height}, the size of the result`);
  }
  const lengths = channels.map((count) => width * height * count);
  if (lengths.includes(image.data?.length)) return;
  failValue(
    where,
    `${name}.data`,
    image.data?.length,
    `${lengths.join(' or ')} numbers, ${channels.includes(1) ? 'grey or RGBA' : 'RGBA'}`,
  );
}

function readMask({ data, width, height }: GivenImage): Float32Array<ArrayBuffer> {
  const isGrey = data.length === width * height;
  return Float32Array.from({ length: width * height }, (_, i) =>
    Number((isGrey ? data[i]! : (data[4 * i]! * data[4 * i + 3]!) / 255) >= 128),
  );
}
