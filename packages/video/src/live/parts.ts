import { FrameloomError, type Gpu } from '@frameloom/gpu';
import type { VideoModelSource as FrameModelSource } from '@frameloom/interpolate';
import { createCutOut, type CutOut } from '../cut-out.ts';
import type { FrameSource } from '../frames/frame-source.ts';
import { createFrameImporter, type FrameImporter } from '../frames/importer.ts';
import { traitsOf } from '../frames/traits.ts';
import { sameSize, type Size } from '../size.ts';
import { createBetween, type Between } from '../rate/between.ts';
import { createVideoUpscaler } from '../upscaler.ts';
import type { VideoUpscaler, VideoUpscalerOptions } from '../upscaler/types.ts';

/** What a renderer draws with, on one device. */
export type Parts = {
  importer: FrameImporter;
  upscaler: VideoUpscaler;
  cutOut: CutOut | undefined;
  /** Makes frames between those of the video, where that is wanted. */
  between: Between | undefined;
  canvas: ConfiguredCanvas;
};

type ConfiguredCanvas = { context: GPUCanvasContext; setTransparent(isTransparent: boolean): void };

/** Compiles the passes and configures the canvas. Throws FrameloomError as createVideoUpscaler, and `unsupported`. */
export async function buildParts(
  gpu: Gpu,
  canvas: HTMLCanvasElement | OffscreenCanvas,
  options: VideoUpscalerOptions & {
    label: string;
    targetFormat: GPUTextureFormat;
    transparent: boolean;
    generates: boolean;
    frameModel: FrameModelSource;
  },
): Promise<Parts> {
  const { label, targetFormat, transparent, generates, frameModel } = options;
  const configured = configureCanvas(gpu, canvas, label, targetFormat);
  const { allOrDispose } = await import('@frameloom/nn/stage');
  const [importer, upscaler] = await allOrDispose([
    createFrameImporter(gpu, label),
    createVideoUpscaler(gpu, options),
  ]);
  const cutOut = transparent ? await createCutOut(gpu, label, targetFormat) : undefined;
  const between = generates ? await createBetween(gpu, label, frameModel) : undefined;
  return { importer, upscaler, cutOut, between, canvas: configured };
}

function configureCanvas(
  { device }: Gpu,
  canvas: HTMLCanvasElement | OffscreenCanvas,
  label: string,
  format: GPUTextureFormat,
): ConfiguredCanvas {
  const context = canvas.getContext('webgpu') as GPUCanvasContext | null;
  if (!context)
    throw new FrameloomError(
      'unsupported',
      `${label}: the canvas gives no WebGPU context. Use a new canvas.`,
    );
  let alphaMode: GPUCanvasAlphaMode | undefined;
  const setTransparent = (isTransparent: boolean): void => {
    const next = isTransparent ? 'premultiplied' : 'opaque';
    if (next !== alphaMode) context.configure({ device, format, alphaMode: (alphaMode = next) });
  };
  setTransparent(false);
  return { context, setTransparent };
}

/** Frees what is not the canvas. */
export function releaseParts({ importer, upscaler, between }: Parts): void {
  between?.dispose();
  importer.dispose();
  upscaler.dispose();
}

/** Draws one frame and submits it; resolves to the milliseconds until the GPU was done. */
export function drawFrame(
  gpu: Gpu,
  { importer, upscaler, cutOut, canvas: { context, setTransparent } }: Parts,
  label: string,
  frame: { source: FrameSource; size: Size; display: Size },
): Promise<number> {
  const { canvas } = context;
  const { source, size, display } = frame;
  const traits = traitsOf(source);
  const isCutOut = cutOut !== undefined && traits.isTransparent;
  setTransparent(isCutOut);
  // Nothing may be awaited up to submit: the browser takes the frame back at the end of the task.
  const start = performance.now();
  const encoder = gpu.device.createCommandEncoder({ label });
  const texture = importer.record(encoder, source, size, { format: traits.format });
  if (!sameSize(canvas, display)) [canvas.width, canvas.height] = [display.width, display.height];
  const target = context.getCurrentTexture();
  upscaler.record(encoder, texture, target);
  if (isCutOut) cutOut.record(encoder, texture, target);
  return submit(gpu, encoder, start);
}

/** Takes one frame as the newer one of two, without drawing it. */
export function keepFrame(
  gpu: Gpu,
  { importer, between }: Parts,
  label: string,
  frame: { source: FrameSource; size: Size; isJump: boolean },
): void {
  const { source, size, isJump } = frame;
  const encoder = gpu.device.createCommandEncoder({ label });
  const texture = importer.record(encoder, source, size, { format: traitsOf(source).format });
  between!.keep(encoder, texture, isJump);
  gpu.device.queue.submit([encoder.finish()]);
}

/** Draws what lies at `t` between the frames that were kept; resolves as `drawFrame`. */
export function drawBetween(
  gpu: Gpu,
  { upscaler, between, canvas: { context, setTransparent } }: Parts,
  label: string,
  { t, display }: { t: number; display: Size },
): Promise<number> {
  const { canvas } = context;
  setTransparent(false);
  const start = performance.now();
  const encoder = gpu.device.createCommandEncoder({ label });
  if (!sameSize(canvas, display)) [canvas.width, canvas.height] = [display.width, display.height];
  upscaler.record(encoder, between!.at(encoder, t), context.getCurrentTexture());
  return submit(gpu, encoder, start);
}

function submit({ device: { queue } }: Gpu, encoder: GPUCommandEncoder, start: number): Promise<number> {
  queue.submit([encoder.finish()]);
  return queue
    .onSubmittedWorkDone()
    .catch(() => {})
    .then(() => performance.now() - start);
}
