export { createInterpolator } from './interpolator.ts';
export {
  estimateMemory,
  estimateVideoMemory,
  getRequirements,
  type InterpolatorMemoryOptions,
  type InterpolatorRequirements,
  type VideoInterpolatorMemoryOptions,
} from './requirements.ts';
export type {
  ExtrapolatedFrame,
  GeneratedFrame,
  Interpolator,
  InterpolatorDebugView,
  InterpolatorOptions,
  RealFrame,
} from './types.ts';
export type { InterpolatorCheckCode, InterpolatorCheckWarning } from './check/rules.ts';
export type {
  ModelSource,
  ModelState,
  ShippedModel,
  ShippedVideoModel,
  VideoModelSource,
} from './model-source.ts';
export type { FrameCamera } from './camera.ts';
export type { Matrix4 } from './matrix.ts';
export {
  createVideoInterpolator,
  type VideoInterpolator,
  type VideoInterpolatorOptions,
  type VideoPicture,
} from './video.ts';
export {
  createFramePacer,
  type FramePacer,
  type FramePacerOptions,
  type FramePacerStats,
  type PacerPause,
} from './pacing/pacer.ts';
export type { Shown } from './pacing/shown.ts';
