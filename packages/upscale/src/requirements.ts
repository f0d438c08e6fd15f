import { resourceBytes } from './resources.ts';
import { checkSize, getRenderSize } from './sizes.ts';
import type { Quality, Size } from './sizes.ts';
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
    limits: { maxStorageTexturesPerShaderStage: 3, maxSampledTexturesPerShaderStage: 8 },
  };
}

/**
 * GPU memory that an upscaler will hold once it runs, bytes, without the caller's own textures and the checker's 4 kB.
 * @param renderSize size or ratio of the frames; default `maxRenderSize`, else displaySize.
 * @throws FrameloomError `invalid-size` or `invalid-argument`.
 */
export function estimateMemory(
  options: Pick<UpscalerOptions, 'displaySize' | 'maxRenderSize' | 'alpha'>,
  renderSize?: Size | Quality | number,
): number {
  checkSize('displaySize', options?.displaySize);
  const size =
    renderSize === undefined
      ? (options.maxRenderSize ?? options.displaySize)
      : typeof renderSize === 'object'
        ? renderSize
        : getRenderSize(options.displaySize, renderSize);
  checkSize('renderSize', size);
  return resourceBytes(size, options.displaySize, options.alpha ? 'rgba16float' : 'rgba8unorm');
}
