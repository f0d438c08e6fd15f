import { FrameloomError, type Gpu } from '@frameloom/gpu';
import type { FrameSource } from '../frames/frame-source.ts';
import {
  looksOf,
  pictureOptionsOf,
  requireRestoration,
  requireStrength,
  type PictureOptions,
  type Restoration,
} from '../looks.ts';
import type { VideoModelSource } from '../models/source.ts';
import type { Size } from '../size.ts';
import type { ModelLoading } from '../models/load-stage.ts';
import { buildParts, drawFrame, releaseParts, type Parts } from './parts.ts';

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
  /** Keeps the transparency of the frames. Default false: they are on black. */
  transparent?: boolean;
  /** Called when the rebuild after a device loss is done. */
  onRebuilt?: () => void;
};

/** Configures the `webgpu` context of `canvas`. Throws FrameloomError as createVideoUpscaler, and `unsupported`. */
export async function createVideoRenderer(
  gpu: Gpu,
  canvas: HTMLCanvasElement | OffscreenCanvas,
  options: RendererOptions,
): Promise<VideoRenderer> {
  const { label, transparent = false } = options;
  const targetFormat = navigator.gpu.getPreferredCanvasFormat();
  let { model } = options;
  let looks = looksOf(label, options);
  let inFlight = 0;
  const live = await keepParts(
    gpu,
    () => buildParts(gpu, canvas, { model, targetFormat, label, transparent, ...pictureOptionsOf(looks) }),
    { lost: () => (inFlight = 0), rebuilt: () => options.onRebuilt?.() },
  );

  return {
    get model() {
      return live.parts?.upscaler.model ?? 'none';
    },
    get macsPerPixel() {
      return live.parts?.upscaler.macsPerPixel ?? 0;
    },
    get memoryBytes() {
      const { parts } = live;
      if (!parts) return 0;
      return parts.importer.bytes + parts.upscaler.memoryBytes + canvas.width * canvas.height * 4;
    },
    get inFlight() {
      return inFlight;
    },
    get ready() {
      return live.parts !== undefined && !gpu.isLost;
    },
    get sharpness() {
      return looks.sharpness;
    },
    set sharpness(value) {
      if (live.parts) live.parts.upscaler.sharpness = value;
      looks = { ...looks, sharpness: value };
    },
    get restoration() {
      return looks.restoration;
    },
    set restoration(value) {
      const restoration = requireRestoration(label, value);
      if (live.parts) live.parts.upscaler.restoration = restoration;
      looks = { ...looks, restoration };
    },
    get colourise() {
      return looks.colourise;
    },
    draw(source, size, display) {
      const { parts } = live;
      if (!parts)
        throw new FrameloomError('device-lost', `${label}: the GPU device went away; wait until it is back.`);
      const done = drawFrame(gpu, parts, label, { source, size, display });
      inFlight += 1;
      return done.finally(() => {
        if (parts === live.parts) inFlight -= 1;
      });
    },
    async setModel(next, loading) {
      model = next;
      await live.parts?.upscaler.setModel(next, loading);
    },
    async setColourise(strength, loading) {
      looks = { ...looks, colourise: requireStrength(label, strength) };
      await live.parts?.upscaler.setColourise(strength, loading);
    },
    whenSeeing: async () => (await live.parts?.upscaler.whenSeeing()) ?? false,
    reset() {
      live.parts?.upscaler.reset();
    },
    dispose: () => live.dispose(),
  };
}

/** The parts of a renderer, which are made anew when the device was lost. */
type LiveParts = { readonly parts: Parts | undefined; dispose(): void };

async function keepParts(
  gpu: Gpu,
  build: () => Promise<Parts>,
  heard: { lost: () => void; rebuilt: () => void },
): Promise<LiveParts> {
  let parts: Parts | undefined = await build();
  let isDisposed = false;
  const stopListening = [
    gpu.onLost(() => {
      if (parts) releaseParts(parts);
      parts = undefined;
      heard.lost();
    }),
    gpu.onRebuild(async () => {
      if (isDisposed) return;
      const built = await build();
      if (isDisposed || gpu.isLost) return releaseParts(built);
      parts = built;
      heard.rebuilt();
    }),
  ];
  return {
    get parts() {
      return parts;
    },
    dispose() {
      if (isDisposed) return;
      isDisposed = true;
      stopListening.forEach((stop) => stop());
      if (!parts) return;
      if (!gpu.isLost) parts.canvas.context.unconfigure();
      releaseParts(parts);
      parts = undefined;
    },
  };
}
