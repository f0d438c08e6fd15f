import type { Gpu } from '@frameloom/gpu';
import type { SpatialOptions, SpatialUpscaler } from './spatial.ts';
import { checkOptions } from './validate.ts';

/**
 * Makes a spatial upscaler (edge-adaptive upsampling and sharpening, after AMD FSR 1) for frames without motion data. Loaded
 * when it is first asked for.
 * @throws FrameloomError `invalid-size`, `compilation`, `device-lost`.
 */
export async function createSpatialUpscaler(gpu: Gpu, options: SpatialOptions): Promise<SpatialUpscaler> {
  checkOptions(gpu, options);
  const { openSpatial } = await import('./spatial.ts');
  return openSpatial(gpu, options);
}
