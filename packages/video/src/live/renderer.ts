import type { Gpu } from '@frameloom/gpu';
import type { ModelState, VideoModelSource as FrameModelSource } from '@frameloom/interpolate';
import {
  looksOf,
  pictureOptionsOf,
  requireRestoration,
  requireStrength,
  type PictureOptions,
  type Restoration,
} from '../looks.ts';
import type { VideoModelSource } from '../models/source.ts';
import type { ModelLoading } from '../models/load-stage.ts';
import { createBetween } from '../rate/between.ts';
import { createDrawing, keepParts, type Drawing } from './drawing.ts';
import { buildParts } from './parts.ts';

/** Draws enlarged video frames on a canvas. Recreates its resources after a device loss. */
export type VideoRenderer = Drawing & {
  readonly model: string;
  readonly macsPerPixel: number;
  /** Of the network that makes frames between others. */
  readonly frameModelState: ModelState;
  sharpness: number | undefined;
  restoration: Restoration;
  readonly colourise: number;
  /** Loads what makes frames between others, or frees it; see `generates`. */
  setGenerating(on: boolean): Promise<void>;
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
  /** Makes frames between others from the beginning. Default false. */
  generates?: boolean;
  /** The network that makes them. Default `'none'`. */
  frameModel?: FrameModelSource | undefined;
  /** Called when the rebuild after a device loss is done. */
  onRebuilt?: () => void;
};

/** Configures the `webgpu` context of `canvas`. Throws FrameloomError as createVideoUpscaler, and `unsupported`. */
export async function createVideoRenderer(
  gpu: Gpu,
  canvas: HTMLCanvasElement | OffscreenCanvas,
  options: RendererOptions,
): Promise<VideoRenderer> {
  const { label, transparent = false, frameModel = 'none' } = options;
  const targetFormat = navigator.gpu.getPreferredCanvasFormat();
  let { model, generates = false } = options;
  let looks = looksOf(label, options);
  const live = await keepParts(
    gpu,
    () =>
      buildParts(gpu, canvas, {
        ...pictureOptionsOf(looks),
        model,
        targetFormat,
        label,
        transparent,
        generates,
        frameModel,
      }),
    () => options.onRebuilt?.(),
  );
  const drawing = createDrawing(gpu, canvas, label, live);
  const settings: Omit<VideoRenderer, keyof Drawing> = {
    get model() {
      return live.parts?.upscaler.model ?? 'none';
    },
    get macsPerPixel() {
      return live.parts?.upscaler.macsPerPixel ?? 0;
    },
    get frameModelState() {
      return live.parts?.between?.modelState ?? 'none';
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
    async setGenerating(on) {
      generates = on;
      const { parts } = live;
      if (!parts || (parts.between !== undefined) === on) return;
      const made = on ? await createBetween(gpu, label, frameModel) : undefined;
      if (parts !== live.parts || on !== generates) return made?.dispose();
      parts.between?.dispose();
      parts.between = made;
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
      live.parts?.between?.reset();
    },
    dispose: () => live.dispose(),
  };
  return Object.defineProperties(settings, Object.getOwnPropertyDescriptors(drawing)) as VideoRenderer;
}
