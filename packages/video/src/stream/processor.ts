import { FrameloomError, type Gpu } from '@frameloom/gpu';
import { createVideoRenderer } from '../live/renderer.ts';
import { acquireSharedGpu } from '../live/shared-gpu.ts';
import { pictureOptionsOf, type PictureOptions } from '../looks.ts';
import { defaultModel, type VideoModelSource } from '../models/source.ts';
import { requireScale, scaledSize, type Size } from '../size.ts';

/** Options of streams and conversions. */
export type FrameProcessorOptions = PictureOptions & {
  /** Enlargement per axis, 1.1 to 4. Default 2. */
  scale?: number;
  /** Default `'small'`; for live sources on a software GPU `'none'`. */
  model?: VideoModelSource;
  /** GPU to use. Default: one device shared by all videos of the page. */
  gpu?: Gpu;
};

/** Enlarges VideoFrames, in a page or in a worker. */
export type FrameProcessor = {
  readonly inFlight: number;
  readonly memoryBytes: number;
  /** Output size for a frame of this size. */
  sizeOf(source: Size): Size;
  /**
   * Enlarges a frame and keeps its timestamp and duration. The caller closes both frames.
   *
   * @returns The frame, and a promise of the milliseconds until the GPU finished it.
   */
  process(frame: VideoFrame): { frame: VideoFrame; done: Promise<number> };
  dispose(): void;
};

/** Largest gap between consecutive frames, microseconds. */
const longestGap = 1_000_000;

/** Loads the network and compiles the passes. `live`: frames have a deadline. Throws FrameloomError as `createVideoUpscaler`. */
export async function createFrameProcessor(
  options: FrameProcessorOptions,
  { live = false }: { live?: boolean } = {},
): Promise<FrameProcessor> {
  const { scale = 2 } = options;
  requireScale('video', scale);
  if ((scale as number | 'fit') === 'fit')
    throw new FrameloomError(
      'invalid-argument',
      "video: scale must be a number here; 'fit' needs an element.",
    );
  const { gpu, release } = options.gpu ? { gpu: options.gpu, release: () => {} } : await acquireSharedGpu();
  const model = options.model ?? (live ? defaultModel(gpu.tier) : 'small');
  const canvas = new OffscreenCanvas(1, 1);
  const renderer = await createVideoRenderer(gpu, canvas, {
    ...pictureOptionsOf(options),
    model,
    label: 'video stream',
  }).catch((error: unknown) => {
    release();
    throw error;
  });
  let last: number | undefined;
  let isDisposed = false;
  // Even sides: the 4:2:0 that encoders take has one chroma sample for two by two pixels.
  const even = (value: number): number => Math.max(2, 2 * Math.round(value / 2));
  const sizeOf = (source: Size): Size => {
    const { width, height } = scaledSize(source, scale);
    return { width: even(width), height: even(height) };
  };
  return {
    get inFlight() {
      return renderer.inFlight;
    },
    get memoryBytes() {
      return renderer.memoryBytes;
    },
    sizeOf,
    process(frame) {
      const source = { width: frame.displayWidth, height: frame.displayHeight };
      // A timestamp that runs back or jumps means another scene: reset the temporal state.
      if (last !== undefined && (frame.timestamp < last || frame.timestamp > last + longestGap))
        renderer.reset();
      last = frame.timestamp;
      const done = renderer.draw(frame, source, sizeOf(source));
      const { timestamp, duration } = frame;
      return {
        frame: new VideoFrame(canvas, {
          timestamp,
          ...(duration !== null && { duration }),
          alpha: 'discard',
        }),
        done,
      };
    },
    dispose() {
      if (isDisposed) return;
      isDisposed = true;
      renderer.dispose();
      release();
    },
  };
}
