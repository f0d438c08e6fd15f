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
 * those that go out are the reader's to close. Ending, aborting or cancelling either side frees the GPU.
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
  let output: ReadableStreamDefaultController<VideoFrame>;
  let input: WritableStreamDefaultController;
  /** Wakes the writer when the reader wants more. */
  let wake = (): void => {};
  const isOver = (): boolean => ended;
  const end = (): void => {
    ended = true;
    processor?.dispose();
    wake();
  };

  // A pair of streams of its own: browsers do not yet tell a TransformStream's transformer that its reader has gone.
  const readable = new ReadableStream<VideoFrame>({
    start: (controller) => void (output = controller),
    pull: () => wake(),
    cancel(reason) {
      end();
      input.error(reason);
    },
  });
  const writable = new WritableStream<VideoFrame>({
    async start(controller) {
      input = controller;
      try {
        processor = await createFrameProcessor(options, { live });
        if (ended) processor.dispose();
      } catch (error) {
        output.error(error);
        throw error;
      }
    },
    async write(frame) {
      try {
        const isFull = (): boolean => (output.desiredSize ?? 0) <= 0;
        if (live && (processor!.inFlight >= mostInFlight || isFull())) return;
        while (isFull() && !isOver()) await new Promise<void>((resolve) => (wake = resolve));
        if (isOver()) return;
        const before = pending;
        const made = processor!.process(frame);
        pending = made.done;
        output.enqueue(made.frame);
        if (!live) await before;
      } catch (error) {
        end();
        output.error(error);
        throw error;
      } finally {
        frame.close();
      }
    },
    async close() {
      await pending;
      end();
      output.close();
    },
    abort(reason) {
      end();
      output.error(reason);
    },
  });
  return { readable, writable };
}
