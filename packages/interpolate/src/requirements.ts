import { statisticsBytes } from '@frameloom/gpu/check';
import { checkSize } from '@frameloom/gpu/frame';
import { halfOf, quarterOf } from './learned/sizes.ts';
import {
  shippedModels,
  shippedVideoModels,
  type ShippedModel,
  type ShippedVideoModel,
} from './model-source.ts';
import { gameNetworks, networkBytes, videoNetworks } from './network-bytes.ts';
import { noSurfaces, resourceBytes } from './resources.ts';
import type { InterpolatorOptions } from './types.ts';
import { checkShipped } from './validate.ts';
import type { VideoInterpolatorOptions } from './video.ts';

/** What a real frame must and may bring, and what the interpolator needs from the device. */
export type InterpolatorRequirements = {
  /** Inputs without which `addFrame()` fails. */
  required: readonly ('color' | 'depth' | 'motionVectors' | 'camera')[];
  /** Inputs that improve the result. */
  optional: readonly ('additive' | 'hudlessColor' | 'ui')[];
  /** WebGPU features that must be present: none. */
  features: readonly GPUFeatureName[];
  /** WebGPU limits that the passes need; the defaults suffice. */
  limits: Readonly<Record<string, number>>;
};

/** What {@link createInterpolator} needs. */
export function getRequirements(): InterpolatorRequirements {
  return {
    required: ['color', 'depth', 'motionVectors', 'camera'],
    optional: ['additive', 'hudlessColor', 'ui'],
    features: [],
    limits: { maxStorageTexturesPerShaderStage: 2, maxSampledTexturesPerShaderStage: 12 },
  };
}

/** What the memory of an interpolator depends on. */
export type InterpolatorMemoryOptions = Pick<InterpolatorOptions, 'displaySize' | 'maxRenderSize'> & {
  /** Whether frames are generated without an `output`, so that the interpolator makes one. Default true. */
  ownOutput?: boolean;
  /** Whether frames bring `hudlessColor`. Default false. */
  hudless?: boolean;
  /** A network that comes with this package; others tell by `memoryBytes`. Default `'none'`. */
  model?: 'none' | ShippedModel;
  /** Whether the network's weights are halves, as on GPUs with `shader-f16`, or singles. Default true. */
  halves?: boolean;
  /** Whether the checker is on. Default false. */
  check?: boolean;
};

/**
 * GPU memory that an interpolator will hold, bytes, without the caller's own textures (a frame recorded ahead of its submit
 * may add a few kB).
 * @throws FrameloomError `invalid-size` or `invalid-argument`.
 */
export function estimateMemory(options: InterpolatorMemoryOptions): number {
  checkSize('interpolate', 'displaySize', options?.displaySize);
  const {
    displaySize,
    maxRenderSize = displaySize,
    ownOutput = true,
    hudless = false,
    check = false,
    model = 'none',
    halves = true,
  } = options;
  checkShipped(model, shippedModels, 'interpolator');
  checkSize('interpolate', 'maxRenderSize', maxRenderSize);
  const checker = check ? statisticsBytes : 0;
  const network = model === 'none' ? 0 : networkBytes(gameNetworks[model], quarterOf(displaySize), halves);
  return resourceBytes(displaySize, maxRenderSize, { ownOutput, hudless }) + checker + network;
}

/** What the memory of a video interpolator depends on; as in {@link InterpolatorMemoryOptions}. */
export type VideoInterpolatorMemoryOptions = Pick<VideoInterpolatorOptions, 'size'> &
  Pick<InterpolatorMemoryOptions, 'ownOutput' | 'halves'> & {
    /** A network that comes with this package; others tell by `memoryBytes`. Default `'none'`. */
    model?: 'none' | ShippedVideoModel;
  };

/**
 * GPU memory that a video interpolator will hold, bytes, once a picture was generated.
 * @throws FrameloomError `invalid-size` or `invalid-argument`.
 */
export function estimateVideoMemory(options: VideoInterpolatorMemoryOptions): number {
  checkSize('interpolate', 'size', options?.size);
  const { size, ownOutput = true, model = 'none', halves = true } = options;
  checkShipped(model, shippedVideoModels, 'interpolator');
  const network = model === 'none' ? 0 : networkBytes(videoNetworks[model], halfOf(size), halves);
  return resourceBytes(size, noSurfaces, { ownOutput, hudless: false }) + network;
}
