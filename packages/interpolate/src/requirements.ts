import { statisticsBytes } from '@frameloom/gpu/check';
import { checkSize, failArgument } from '@frameloom/gpu/frame';
import { shippedModels, type ShippedModel } from './model-source.ts';
import { networkBytes } from './network-bytes.ts';
import { resourceBytes } from './resources.ts';
import type { InterpolatorOptions } from './types.ts';

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
  if (model !== 'none' && !Object.hasOwn(shippedModels, model)) {
    failArgument(
      'interpolate',
      'model',
      model,
      `none, ${Object.keys(shippedModels).join(', ')}, or ask interpolator.memoryBytes`,
    );
  }
  checkSize('interpolate', 'maxRenderSize', maxRenderSize);
  const checker = check ? statisticsBytes : 0;
  const network = model === 'none' ? 0 : networkBytes(model, displaySize, halves);
  return resourceBytes(displaySize, maxRenderSize, { ownOutput, hudless }) + checker + network;
}
