import { FrameloomError, type Gpu } from '@frameloom/gpu';
import type { VideoModelSource as FrameModelSource } from '@frameloom/interpolate';
import { createVideoRenderer, type VideoRenderer } from '../live/renderer.ts';
import { acquireSharedGpu } from '../live/shared-gpu.ts';
import { pictureOptionsOf, type PictureOptions } from '../looks.ts';
import { defaultModel, type VideoModelSource } from '../models/source.ts';
import { requireFrameRate } from '../rate/frame-rate.ts';
import { createOutputTimes, type OutputFrame } from '../rate/output-times.ts';
import { createRepeatFinder } from '../rate/repeats.ts';
import { leastScale, requireScale, sameSize, scaledSize, type Size } from '../size.ts';

/** Options of streams and conversions. */
export type FrameProcessorOptions = PictureOptions & {
  /** Enlargement per axis, 1.1 to 4. Default 2. With `frameRate` also 1, which leaves the size as it is. */
  scale?: number;
  /**
   * Frames a second of the result, 1 to 240: between those of the source others are generated, by the timestamps of the source,
   * at even ones from the first frame on. Frames that repeat the picture before (3:2) are left out and generated anew; nothing is
   * generated over a cut. Default: the frames of the source.
   */
  frameRate?: number;
  /** The network of the frames that are generated, `'standard'` or `'lite'`, which see `@frameloom/interpolate`. Default `'none'`. */
  frameModel?: FrameModelSource;
  /** Default `'small'`; for live sources on a software GPU, and at scale 1, `'none'`. */
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
   * Enlarges a frame and keeps its timestamp and duration, or with a `frameRate` makes the frames that are due by then. The frame
   * has been read when the call returns, and the caller closes it, and those that `emit` gets.
   *
   * @returns Resolves when the GPU finished.
   */
  process(frame: VideoFrame, emit: (frame: VideoFrame) => void): Promise<void>;
  /** With a `frameRate` the frames that are left after the last one. */
  end(emit: (frame: VideoFrame) => void): Promise<void>;
  dispose(): void;
};

/** Largest gap between consecutive frames, microseconds. */
const longestGap = 1_000_000;

/** Loads the network and compiles the passes. `live`: frames have a deadline. Throws FrameloomError as `createVideoUpscaler`. */
export async function createFrameProcessor(
  options: FrameProcessorOptions,
  { live = false }: { live?: boolean } = {},
): Promise<FrameProcessor> {
  const { scale = 2, frameRate } = options;
  requireFrameRate('video', frameRate, false);
  requireScale('video', scale, leastScale(frameRate));
  if ((scale as number | 'fit') === 'fit')
    throw new FrameloomError(
      'invalid-argument',
      "video: scale must be a number here; 'fit' needs an element.",
    );
  const { gpu, release } = options.gpu ? { gpu: options.gpu, release: () => {} } : await acquireSharedGpu();
  const model = options.model ?? (scale === 1 ? 'none' : live ? defaultModel(gpu.tier) : 'small');
  const canvas = new OffscreenCanvas(1, 1);
  const renderer = await createVideoRenderer(gpu, canvas, {
    ...pictureOptionsOf(scale === 1 ? { sharpness: 0, ...options } : options),
    model,
    label: 'video stream',
    generates: frameRate !== undefined,
    frameModel: options.frameModel,
  }).catch((error: unknown) => {
    release();
    throw error;
  });
  let isDisposed = false;
  // Even sides: the 4:2:0 that encoders take has one chroma sample for two by two pixels.
  const even = (value: number): number => Math.max(2, 2 * Math.round(value / 2));
  const sizeOf = (source: Size): Size => {
    const { width, height } = scaledSize(source, scale);
    return { width: even(width), height: even(height) };
  };
  const take = (timestamp: number, duration: number | null): VideoFrame =>
    new VideoFrame(canvas, { timestamp, ...(duration !== null && { duration }), alpha: 'discard' });
  const step =
    frameRate === undefined
      ? createEnlarging(renderer, sizeOf, take)
      : createRetiming(renderer, frameRate, sizeOf, take);
  return {
    get inFlight() {
      return renderer.inFlight;
    },
    get memoryBytes() {
      return renderer.memoryBytes;
    },
    sizeOf,
    ...step,
    dispose() {
      if (isDisposed) return;
      isDisposed = true;
      renderer.dispose();
      release();
    },
  };
}

type Step = Pick<FrameProcessor, 'process' | 'end'>;
type Take = (timestamp: number, duration: number | null) => VideoFrame;

function sourceSizeOf({ displayWidth, displayHeight }: VideoFrame): Size {
  return { width: displayWidth, height: displayHeight };
}

/** Frame for frame. */
function createEnlarging(renderer: VideoRenderer, sizeOf: (source: Size) => Size, take: Take): Step {
  let last: number | undefined;
  return {
    async process(frame, emit) {
      const source = sourceSizeOf(frame);
      const { timestamp, duration } = frame;
      // A timestamp that runs back or jumps means another scene: reset the temporal state.
      if (last !== undefined && (timestamp < last || timestamp > last + longestGap)) renderer.reset();
      last = timestamp;
      const done = renderer.draw(frame, source, sizeOf(source));
      emit(take(timestamp, duration));
      await done;
    },
    end: async () => {},
  };
}

/** At even times, with frames made between those that come. */
function createRetiming(
  renderer: VideoRenderer,
  frameRate: number,
  sizeOf: (source: Size) => Size,
  take: Take,
): Step {
  const times = createOutputTimes(frameRate);
  const repeats = createRepeatFinder();
  let source: Size | undefined;
  const make = async (frames: readonly OutputFrame[], emit: (frame: VideoFrame) => void): Promise<void> => {
    for (const { timestamp, duration, t } of frames) {
      const done = renderer.drawBetween(t, sizeOf(source!));
      emit(take(timestamp, duration));
      // The canvas gives one texture per task.
      await done;
    }
  };
  return {
    process(frame, emit) {
      const { timestamp, duration } = frame;
      const input = { timestamp, duration: duration ?? 0 };
      const isJump = times.isJump(input);
      const next = sourceSizeOf(frame);
      const isOther = source !== undefined && !sameSize(source, next);
      source = next;
      if (isJump || isOther) {
        repeats.reset();
        renderer.reset();
      }
      const isRepeated = repeats.isRepeated(frame) && !isJump;
      if (!isRepeated) renderer.keep(frame, next, isJump || isOther);
      return make(times.push({ ...input, isRepeated }), emit);
    },
    end: (emit) => make(times.end(), emit),
  };
}
