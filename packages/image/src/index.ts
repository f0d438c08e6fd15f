export { createScheduler, type Scheduler } from './scheduler/scheduler.ts';
export {
  readSchedulerConfig,
  schedulerClasses,
  type SchedulerConfig,
  type SchedulerKind,
} from './scheduler/config.ts';
export type {
  Combination,
  PlanOptions,
  PredictionType,
  SchedulerPlan,
  SchedulerStep,
} from './scheduler/plan.ts';
export {
  createSchedulerPass,
  type RunOptions,
  type SamplerBuffers,
  type SchedulerPass,
} from './step/step.ts';
export { createTinyAutoencoder, type TinyAutoencoder, type TinyAutoencoderOptions } from './vae/tiny.ts';
export { readTinyConfig, type TinyConfig } from './vae/tiny-config.ts';
export { loadVae, type LoadVaeOptions } from './vae/load-vae.ts';
export type { DecodeOptions, PictureSource, Vae, WorkOptions } from './vae/vae.ts';
export type { Latent } from './vae/latent.ts';
export { loadGan, type LoadGanOptions } from './gan/load-gan.ts';
export type { Gan, GanEnd } from './gan/gan.ts';
export type { ShippedImageModel } from './shipped/source.ts';
export { estimateMemory, loadImageModel, type LoadImageModelOptions } from './model/load-image-model.ts';
export type { ImageMemory } from './model/estimate.ts';
export type { ImageModel } from './model/image-model.ts';
export type { GivenImage, ImageAliases, ImageEnd, ImageOptions, StepInfo } from './model/options.ts';
export type { SchedulerName } from './scheduler/override.ts';
export {
  openAiFace,
  type ImageEditParameters,
  type ImageGenerateParameters,
  type ImagesResponse,
  type OpenAiFace,
} from './openai.ts';
export type { Picture } from './picture/picture.ts';
export type { PictureFileOptions } from './picture/encode.ts';
export { detectMark, type MarkDetection } from './picture/watermark.ts';
export type { Pixels } from './picture/png.ts';
