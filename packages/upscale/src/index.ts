export { createUpscaler } from './upscaler.ts';
export { createSpatialUpscaler } from './create-spatial.ts';
export type { SpatialFrame, SpatialUpscaler } from './spatial.ts';
export type { DebugView, UpscaleFrame, Upscaler, UpscalerOptions } from './types.ts';
export { isModelSource } from './model-source.ts';
export type { ModelSource, ModelState, ShippedModel } from './model-source.ts';
export type { CheckCode, CheckWarning } from './check-rules.ts';
export {
  estimateMemory,
  getRequirements,
  type MemoryOptions,
  type UpscalerRequirements,
} from './requirements.ts';
export { getJitterOffset, getJitterPhaseCount } from './jitter.ts';
export { getMipBias, getRatio, getRenderSize, qualityRatios, type Quality } from './sizes.ts';
export type { DepthMode, Size } from '@frameloom/gpu/frame';
