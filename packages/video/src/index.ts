export { upscaleVideo } from './upscale-video.ts';
export type {
  UpscaledVideo,
  UpscaledVideoState,
  UpscaledVideoStats,
  UpscaleVideoOptions,
} from './upscaled-video.ts';
export type { VideoProblem, VideoProblemCode } from './live/problems.ts';
export type { FrameTiming } from './live/window.ts';
export {
  createVideoUpscaler,
  type ModelLoading,
  type VideoUpscaler,
  type VideoUpscalerOptions,
} from './upscaler.ts';
export type { PictureOptions, Restoration } from './looks.ts';
export type { VideoModelSource } from './models/source.ts';
export type { ShippedModel } from './models/shipped.ts';
export { createFrameImporter, type FrameImporter, type FrameSource } from './frames/importer.ts';
export { scaledSize, scaleLimits, type Size } from './size.ts';
export { createUpscaleTransform, type UpscaleTransformOptions } from './stream/transform.ts';
export type { FrameProcessorOptions } from './stream/processor.ts';
export { convertVideo, type ConvertedVideo, type ConvertVideoOptions } from './convert/convert-video.ts';
export type { ConvertProgress } from './convert/progress.ts';
