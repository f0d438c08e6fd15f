import { borrowGpu, createPassTimer, type Gpu, type PassTimer, type PassTiming } from '@frameloom/gpu';
import {
  createSpatialUpscaler,
  createUpscaler,
  type DebugView,
  type ModelState,
  type Size,
  type SpatialUpscaler,
  type UpscaleFrame,
  type Upscaler,
  type UpscalerOptions,
} from '@frameloom/upscale';
import { createMotionPass, type MotionInputs, type MotionPass } from './passes/motion/motion.ts';
import { createPreviewPass, type PreviewPass } from './passes/preview/preview.ts';

/** What a session is compiled for. A change of these makes a new session. */
export type SessionOptions = Omit<UpscalerOptions, 'label'> & {
  path: 'temporal' | 'spatial';
  /** Motion comes from our scene pass. */
  blended: boolean;
  onWarning?: (warning: { code: string; message: string }) => void;
  /** The network is in use, or has failed. */
  onModel?: (state: ModelState) => void;
};

/** One frame of a session. */
export type SessionFrame = Omit<UpscaleFrame, 'motionVectors' | 'output'> & {
  output: GPUTexture;
  displaySize: Size;
  velocity: GPUTexture;
  usesReactive: boolean;
  background: Pick<MotionInputs, 'isReversedDepth' | 'clipToPrevious'>;
};

/** The GPU side of one upscale node on one device: kernels, history, timing. */
export interface Session {
  /** Resolves when the kernels are compiled, rejects when one cannot be. */
  readonly ready: Promise<void>;
  readonly isReady: boolean;
  /** The device is gone, and everything with it. */
  readonly isLost: boolean;
  readonly bytes: number;
  readonly gpuMs: Record<string, PassTiming>;
  readonly modelState: ModelState;
  debug: DebugView;
  /** Submits the frame's work: the upscaler once ready, a bilinear picture before that. */
  run(frame: SessionFrame): void;
  /** Submits a bilinear picture of `color`. */
  preview(color: GPUTexture, output: GPUTexture): void;
  dispose(): void;
}

/** Starts compiling at once; usable immediately. */
export function createSession(device: GPUDevice, options: SessionOptions): Session {
  const gpu: Gpu = borrowGpu(device, { label: 'three' });
  const timer: PassTimer = createPassTimer(gpu, { label: 'three/upscale' });
  const previewPass: PreviewPass = createPreviewPass(device);
  let upscaler: Upscaler | undefined;
  let spatial: SpatialUpscaler | undefined;
  let motionPass: MotionPass | undefined;
  let displaySize = options.displaySize;
  let debug: DebugView = 'none';
  let isReady = false;
  let isDisposed = false;

  async function compile(): Promise<void> {
    if (options.path === 'spatial') {
      spatial = await createSpatialUpscaler(gpu, { displaySize: options.displaySize });
    } else {
      const { path: _, blended, onWarning, onModel, ...upscalerOptions } = options;
      [upscaler, motionPass] = await Promise.all([
        createUpscaler(gpu, { ...upscalerOptions, label: 'upscale' }),
        createMotionPass(gpu, blended),
      ]);
      if (onWarning) upscaler.onWarning(onWarning);
      const made = upscaler;
      if (made.modelState !== 'none') void made.modelReady.then(() => onModel?.(made.modelState));
    }
    isReady = true;
    if (isDisposed) free();
  }

  function free(): void {
    upscaler?.dispose();
    spatial?.dispose();
    motionPass?.dispose();
    isReady = false;
  }

  function submit(record: (encoder: GPUCommandEncoder) => void): void {
    const encoder = device.createCommandEncoder({ label: 'three/upscale' });
    record(encoder);
    device.queue.submit([encoder.finish()]);
  }

  function record(encoder: GPUCommandEncoder, frame: SessionFrame): void {
    const size = frame.displaySize;
    const isResized = size.width !== displaySize.width || size.height !== displaySize.height;
    displaySize = { ...size };
    if (spatial !== undefined) {
      if (isResized) spatial.resize(displaySize);
      const { color, renderSize, output, sharpness } = frame;
      spatial.record(
        encoder,
        { color, renderSize, output, ...(sharpness !== undefined && { sharpness }) },
        timer,
      );
      return;
    }
    if (upscaler === undefined || motionPass === undefined) return;
    if (isResized) upscaler.resize(displaySize);
    upscaler.debug = debug;
    const { displaySize: _, velocity, usesReactive, background, ...rest } = frame;
    const { renderSize, depth } = frame;
    const made = motionPass.record(encoder, { velocity, depth, renderSize, ...background }, timer);
    upscaler.record(
      encoder,
      {
        ...rest,
        motionVectors: made.motion,
        ...(usesReactive && frame.reactive === undefined && { reactive: made.reactive }),
      },
      timer,
    );
  }

  const ready = compile();
  ready.catch(() => {}); // whoever awaits it hears of it

  return {
    ready,
    get isReady() {
      return isReady;
    },
    get isLost() {
      return gpu.isLost;
    },
    get bytes() {
      return (upscaler?.memoryBytes ?? 0) + (motionPass?.bytes ?? 0);
    },
    get modelState() {
      return upscaler?.modelState ?? 'none';
    },
    get gpuMs() {
      return timer.results();
    },
    get debug() {
      return debug;
    },
    set debug(view) {
      debug = view;
    },
    run(frame) {
      if (!isReady) {
        this.preview(frame.color, frame.output);
        return;
      }
      submit((encoder) => {
        record(encoder, frame);
        timer.resolve(encoder);
      });
      void timer.collect();
    },
    preview(color, output) {
      submit((encoder) => previewPass.record(encoder, color, output));
    },
    dispose() {
      if (isDisposed) return;
      isDisposed = true;
      free();
      timer.dispose();
    },
  };
}
