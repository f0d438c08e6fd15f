import { createFrameProcessor, type FrameProcessor, type FrameProcessorOptions } from './processor.ts';

/** Options of {@link createUpscaleTransform}. */
export type UpscaleTransformOptions = FrameProcessorOptions & {
  /**
   * For live sources, true (default): a frame that comes while two are unfinished is left out, so that nothing piles up.
   * False waits, for files.
   */
  live?: boolean;
};

/** Frames that the GPU may have at once. */
const mostInFlight = 2;

/**
 * Frames in, larger frames out, for camera, screen share and WebRTC, in a page or in a worker:
 * `processor.readable.pipeThrough(createUpscaleTransform()).pipeTo(generator.writable)`. Frames that come in are closed;
 * those that go out are the reader's to close. Ending or aborting the stream frees the GPU.
 *
 * The stream fails with FrameloomError `unsupported` where there is no WebGPU, and as `createVideoUpscaler`.
 */
export function createUpscaleTransform(
  options: UpscaleTransformOptions = {},
): TransformStream<VideoFrame, VideoFrame> {
  const { live = true } = options;
  let processor: FrameProcessor | undefined;
  let pending: Promise<number> | undefined;
  let ended = false;
  const dispose = (): void => {
    ended = true;
    processor?.dispose();
  };
  const transformer: Transformer<VideoFrame, VideoFrame> & { cancel(): void } = {
    async start() {
      processor = await createFrameProcessor(options);
      if (ended) processor.dispose();
    },
    async transform(frame, controller) {
      try {
        if (live && processor!.inFlight >= mostInFlight) return;
        const before = pending;
        const made = processor!.process(frame);
        pending = made.done;
        controller.enqueue(made.frame);
        if (!live) await before;
      } catch (error) {
        dispose();
        throw error;
      } finally {
        frame.close();
      }
    },
    async flush() {
      await pending;
      dispose();
    },
    cancel: dispose,
  };
  return new TransformStream(transformer);
}
