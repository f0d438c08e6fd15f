import { FrameloomError, type Gpu } from '@frameloom/gpu';
import { formatFor } from '../frames/depth.ts';
import type { FrameSource } from '../frames/frame-source.ts';
import { createFrameImporter, type FrameImporter } from '../frames/importer.ts';
import {
  looksOf,
  pictureOptionsOf,
  requireRestoration,
  requireStrength,
  type PictureOptions,
  type Restoration,
} from '../looks.ts';
import type { VideoModelSource } from '../models/source.ts';
import { sameSize, type Size } from '../size.ts';
import type { ModelLoading } from '../models/load-stage.ts';
import { createVideoUpscaler } from '../upscaler.ts';
import type { VideoUpscaler } from '../upscaler/types.ts';

/** Draws enlarged video frames on a canvas. Recreates its resources after a device loss. */
export type VideoRenderer = {
  readonly model: string;
  readonly macsPerPixel: number;
  readonly memoryBytes: number;
  /** Submitted frames that the GPU has not finished. */
  readonly inFlight: number;
  /** False between a device loss and the end of the rebuild. */
  readonly ready: boolean;
  sharpness: number | undefined;
  restoration: Restoration;
  readonly colourise: number;
  /**
   * Draws the current frame of `source` and sets the canvas size to `display`.
   *
   * @returns Resolves to the milliseconds from the call until the GPU finished.
   * @throws FrameloomError `unsupported` if scripts may not read the video.
   */
  draw(source: FrameSource, size: Size, display: Size): Promise<number>;
  setModel(model: VideoModelSource, loading?: ModelLoading): Promise<void>;
  setColourise(strength: boolean | number, loading?: ModelLoading): Promise<void>;
  /** As of VideoUpscaler. */
  whenSeeing(): Promise<boolean>;
  /** Resets the temporal state. */
  reset(): void;
  dispose(): void;
};

/** Options of {@link createVideoRenderer}. */
export type RendererOptions = PictureOptions & {
  model: VideoModelSource;
  label: string;
  /** Called when the rebuild after a device loss is done. */
  onRebuilt?: () => void;
};

type Parts = { importer: FrameImporter; upscaler: VideoUpscaler; context: GPUCanvasContext };

/** Configures the `webgpu` context of `canvas`. Throws FrameloomError as createVideoUpscaler, and `unsupported`. */
export async function createVideoRenderer(
  gpu: Gpu,
  canvas: HTMLCanvasElement | OffscreenCanvas,
  options: RendererOptions,
): Promise<VideoRenderer> {
  const { label } = options;
  const targetFormat = navigator.gpu.getPreferredCanvasFormat();
  let { model } = options;
  let looks = looksOf(label, options);
  let inFlight = 0;
  let isDisposed = false;

  const build = async (): Promise<Parts> => {
    const context = canvas.getContext('webgpu') as GPUCanvasContext | null;
    if (!context)
      throw new FrameloomError(
        'unsupported',
        `${label}: the canvas gives no WebGPU context. Use a new canvas.`,
      );
    const { device } = gpu;
    context.configure({ device, format: targetFormat, alphaMode: 'opaque' });
    const [importer, upscaler] = await Promise.all([
      createFrameImporter(gpu, label),
      createVideoUpscaler(gpu, { model, targetFormat, label, ...pictureOptionsOf(looks) }),
    ]);
    return { importer, upscaler, context };
  };
  const release = ({ importer, upscaler }: Parts): void => {
    importer.dispose();
    upscaler.dispose();
  };

  let parts: Parts | undefined = await build();
  const stopListening = [
    gpu.onLost(() => {
      if (parts) release(parts);
      parts = undefined;
      inFlight = 0;
    }),
    gpu.onRebuild(async () => {
      if (isDisposed) return;
      const built = await build();
      if (isDisposed || gpu.isLost) return release(built);
      parts = built;
      options.onRebuilt?.();
    }),
  ];

  return {
    get model() {
      return parts?.upscaler.model ?? 'none';
    },
    get macsPerPixel() {
      return parts?.upscaler.macsPerPixel ?? 0;
    },
    get memoryBytes() {
      if (!parts) return 0;
      return parts.importer.bytes + parts.upscaler.memoryBytes + canvas.width * canvas.height * 4;
    },
    get inFlight() {
      return inFlight;
    },
    get ready() {
      return parts !== undefined && !gpu.isLost;
    },
    get sharpness() {
      return looks.sharpness;
    },
    set sharpness(value) {
      if (parts) parts.upscaler.sharpness = value;
      looks = { ...looks, sharpness: value };
    },
    get restoration() {
      return looks.restoration;
    },
    set restoration(value) {
      const restoration = requireRestoration(label, value);
      if (parts) parts.upscaler.restoration = restoration;
      looks = { ...looks, restoration };
    },
    get colourise() {
      return looks.colourise;
    },
    draw(source, size, display) {
      if (!parts)
        throw new FrameloomError('device-lost', `${label}: the GPU device went away; wait until it is back.`);
      const { importer, upscaler, context } = parts;
      const { queue } = gpu.device;
      // No await before submit: the external texture expires at the end of the task.
      const start = performance.now();
      const encoder = gpu.device.createCommandEncoder({ label });
      const texture = importer.record(encoder, source, size, { format: formatFor(source) });
      if (!sameSize(canvas, display)) [canvas.width, canvas.height] = [display.width, display.height];
      upscaler.record(encoder, texture, context.getCurrentTexture());
      queue.submit([encoder.finish()]);
      inFlight += 1;
      const here = parts;
      return queue
        .onSubmittedWorkDone()
        .catch(() => {})
        .then(() => {
          if (here === parts) inFlight -= 1;
          return performance.now() - start;
        });
    },
    async setModel(next, loading) {
      model = next;
      await parts?.upscaler.setModel(next, loading);
    },
    async setColourise(strength, loading) {
      looks = { ...looks, colourise: requireStrength(label, strength) };
      await parts?.upscaler.setColourise(strength, loading);
    },
    whenSeeing: async () => (await parts?.upscaler.whenSeeing()) ?? false,
    reset() {
      parts?.upscaler.reset();
    },
    dispose() {
      if (isDisposed) return;
      isDisposed = true;
      stopListening.forEach((stop) => stop());
      if (!parts) return;
      if (!gpu.isLost) parts.context.unconfigure();
      release(parts);
      parts = undefined;
    },
  };
}
