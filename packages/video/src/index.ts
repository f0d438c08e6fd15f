export { upscaleVideo } from './upscale-video.ts';
export type {
  UpscaledVideo,
  UpscaledVideoState,
  UpscaledVideoStats,
  UpscaleVideoOptions,
} from './upscaled-video.ts';
export type { VideoProblem, VideoProblemCode } from './live/problems.ts';
export type { FrameTiming } from './live/window.ts';
export { createVideoUpscaler } from './upscaler.ts';
export type { VideoUpscaler, VideoUpscalerOptions } from './upscaler/types.ts';
export type { ModelLoading } from './models/load-stage.ts';
export type { PictureOptions, Restoration } from './looks.ts';
export type { VideoModelSource } from './models/source.ts';
export type { ShippedModel } from './models/shipped.ts';
export { createFrameImporter, type FrameImporter } from './frames/importer.ts';
export type { FrameSource } from './frames/frame-source.ts';
export { scaledSize, scaleLimits, type Size } from './size.ts';
export { createUpscaleTransform, type UpscaleTransformOptions } from './stream/transform.ts';
export type { FrameProcessorOptions } from './stream/processor.ts';
export { convertVideo } from './convert/convert-video.ts';
export type { ConvertedVideo, ConvertVideoOptions } from './convert/types.ts';
export type { ConvertProgress } from './convert/progress.ts';
