export { createUpscaler } from './upscaler.ts';
export { createSpatialUpscaler, type SpatialFrame, type SpatialUpscaler } from './spatial.ts';
export type { DebugView, DepthMode, UpscaleFrame, Upscaler, UpscalerOptions } from './types.ts';
export { isModelSource } from './model.ts';
export type { ModelSource, ModelState, ShippedModel } from './model.ts';
export type { CheckCode, CheckWarning } from './check-rules.ts';
export { estimateMemory, getRequirements, type UpscalerRequirements } from './requirements.ts';
export { getJitterOffset, getJitterPhaseCount } from './jitter.ts';
export { getMipBias, getRatio, getRenderSize, qualityRatios, type Quality, type Size } from './sizes.ts';
