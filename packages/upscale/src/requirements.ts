import { checkSize, type Size } from '@frameloom/gpu/frame';
import { displayBytes, fixedBytes, renderBytes } from './resources.ts';
import { getRenderSize, type Quality } from './sizes.ts';
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

/**
 * GPU memory that an upscaler will hold once it runs, bytes, without the caller's own textures and the checker's 6 kB.
 * @param renderSize size or ratio of the frames; default `maxRenderSize`, else displaySize.
 * @throws FrameloomError `invalid-size` or `invalid-argument`.
 */
export function estimateMemory(
  options: Pick<UpscalerOptions, 'displaySize' | 'maxRenderSize' | 'alpha'>,
  renderSize?: Size | Quality | number,
): number {
  checkSize('upscale', 'displaySize', options?.displaySize);
  const size =
    renderSize === undefined
      ? (options.maxRenderSize ?? options.displaySize)
      : typeof renderSize === 'object'
        ? renderSize
        : getRenderSize(options.displaySize, renderSize);
  checkSize('upscale', 'renderSize', size);
  return (
    renderBytes(size) +
    displayBytes(options.displaySize, options.alpha ? 'rgba16float' : 'rgba8unorm', true) +
    fixedBytes()
  );
}
