import { createFrameProcessor, type FrameProcessor, type FrameProcessorOptions } from './processor.ts';

/** Options of {@link createUpscaleTransform}. */
export type UpscaleTransformOptions = FrameProcessorOptions & {
  /**
   * True (default), for live sources: a frame that arrives while two are unfinished is dropped, so that no backlog grows.
   * False, for files: it waits.
   */
  live?: boolean;
};

/** Most frames in flight. */
const mostInFlight = 2;

/**
 * Frames in, larger frames out, for camera, screen share and WebRTC, in a page or in a worker:
 * `processor.readable.pipeThrough(createUpscaleTransform()).pipeTo(generator.writable)`. Input frames are closed;
 * the reader closes output frames. Ending, aborting or cancelling either side frees the GPU.
 *
 * The stream fails with FrameloomError `unsupported` without WebGPU, and as `createVideoUpscaler`.
 */
export function createUpscaleTransform(
  options: UpscaleTransformOptions = {},
): TransformStream<VideoFrame, VideoFrame> {
  const { live = true } = options;
  let processor: FrameProcessor | undefined;
  let pending: Promise<void> | undefined;
  let ended = false;
  let output: ReadableStreamDefaultController<VideoFrame>;
  let input: WritableStreamDefaultController;
  /** Wakes the writer when the reader wants more. */
  let wake = (): void => {};
  const isRetiming = options.frameRate !== undefined;
  const emit = (frame: VideoFrame): void => {
    if (ended) frame.close();
    else output.enqueue(frame);
  };
  const isOver = (): boolean => ended;
  const end = (): void => {
    ended = true;
    processor?.dispose();
    wake();
  };

  // A pair of streams instead of a TransformStream, whose transformer browsers do not yet notify of a cancelled reader.
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
        pending = processor!.process(frame, emit);
        // Frames in between are made of the last two: the next one waits.
        if (isRetiming) await pending;
        else if (!live) await before;
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
      if (!isOver()) await processor!.end(emit);
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
