import type { Gpu } from '@frameloom/gpu';
import type { Precision } from '@frameloom/nn';

/** Maps of a level are small: halves save nothing where they have to be converted. */
export function choosePrecision(gpu: Gpu): Precision {
  return gpu.tier !== 'software' && gpu.device.features.has('shader-f16') ? 'f16' : 'f32';
}
