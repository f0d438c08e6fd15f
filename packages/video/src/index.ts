export {
  createVideoUpscaler,
  type ModelLoading,
  type VideoUpscaler,
  type VideoUpscalerOptions,
} from './upscaler.ts';
export type { VideoModelSource } from './models/source.ts';
export type { ShippedModel } from './models/shipped.ts';
export { createFrameImporter, type FrameImporter, type FrameSource } from './frames/importer.ts';
export { scaledSize, scaleLimits, type Size } from './size.ts';
