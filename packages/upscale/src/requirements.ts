import { FrameloomError } from '@frameloom/gpu';
import { checkSize, type Size } from '@frameloom/gpu/frame';
import { statisticsBytes } from '@frameloom/gpu/check';
import { shippedModels, type ShippedModel } from './model-source.ts';
import { networkBytes } from './network-bytes.ts';
import { displayBytes, fixedBytes, renderBytes } from './resources.ts';
import { getRenderSize, type Quality } from './sizes.ts';
import { spatialBytes } from './spatial-bytes.ts';
import type { UpscalerOptions } from './types.ts';

/** What a frame must and may bring, and what the upscaler needs from the device. */
export type UpscalerRequirements = {
  /** Inputs without which `record()` fails. */
  required: readonly ('color' | 'depth' | 'motionVectors')[];
  /** Inputs that improve the result. */
  optional: readonly ('exposure' | 'reactive' | 'opaqueColor')[];
  /** WebGPU features that must be present: none. */
  features: readonly GPUFeatureName[];
  /** WebGPU limits that the passes need; the defaults suffice. */
  limits: Readonly<Record<string, number>>;
};

/** What the temporal path needs; the spatial path needs `color` alone. */
export function getRequirements(path: 'temporal' | 'spatial' = 'temporal'): UpscalerRequirements {
  return {
    required: path === 'temporal' ? ['color', 'depth', 'motionVectors'] : ['color'],
    optional: path === 'temporal' ? ['exposure', 'reactive', 'opaqueColor'] : [],
    features: [],
    limits: { maxStorageTexturesPerShaderStage: 3, maxSampledTexturesPerShaderStage: 9 },
  };
}

/** What the memory of an upscaler depends on. */
export type MemoryOptions = Pick<UpscalerOptions, 'displaySize' | 'maxRenderSize' | 'alpha' | 'check'> & {
  /** Default `temporal`. */
  path?: 'temporal' | 'spatial';
  /** Whether frames come without an `output`, so that the upscaler makes one. Default true. */
  ownOutput?: boolean;
  /** A network of this package. What others take, `upscaler.memoryBytes` tells. Default `'none'`. */
  model?: 'none' | ShippedModel;
  /** Whether the network's weights are halves, as on GPUs with `shader-f16`, or singles. Default true. */
  halves?: boolean;
};

/**
 * GPU memory that an upscaler will hold once it runs, bytes, its network included and the caller's own textures left out (a
 * frame recorded ahead of its submit may add a few kB, other sizes of frames 32 bytes for each layer).
 * @param renderSize size or ratio of the frames; default `maxRenderSize`, else displaySize.
 * @throws FrameloomError `invalid-size` or `invalid-argument`.
 */
export function estimateMemory(options: MemoryOptions, renderSize?: Size | Quality | number): number {
  checkSize('upscale', 'displaySize', options?.displaySize);
  const { displaySize, maxRenderSize = displaySize, alpha = false, check = false } = options;
  const { path = 'temporal', ownOutput = true, model = 'none', halves = true } = options;
  if (model !== 'none' && !Object.hasOwn(shippedModels, model)) {
    throw new FrameloomError(
      'invalid-argument',
      `upscale: model is ${String(model)}. Use none, ${Object.keys(shippedModels).join(', ')}, or ask upscaler.memoryBytes.`,
    );
  }
  const size =
    renderSize === undefined
      ? maxRenderSize
      : typeof renderSize === 'object'
        ? renderSize
        : getRenderSize(displaySize, renderSize);
  checkSize('upscale', 'renderSize', size);
  if (path === 'spatial') return spatialBytes(displaySize, ownOutput);
  const checker = check ? statisticsBytes : 0;
  const network = model === 'none' ? 0 : networkBytes(model, size, halves);
  return renderBytes(size) + displayBytes(displaySize, alpha, ownOutput) + fixedBytes() + checker + network;
}
