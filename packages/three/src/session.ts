import { borrowGpu, createPassTimer, type Gpu, type PassTimer, type PassTiming } from '@frameloom/gpu';
import {
  createSpatialUpscaler,
  createUpscaler,
  type DebugView,
  type ModelSource,
  type ModelState,
  type Size,
  type SpatialUpscaler,
  type UpscaleFrame,
  type Upscaler,
  type UpscalerOptions,
} from '@frameloom/upscale';
import type { AutoModel, AutoModelRunner } from './auto-model.ts';
import { createMotionPass, type MotionInputs, type MotionPass } from './passes/motion/motion.ts';
import { createPreviewPass, type PreviewPass } from './passes/preview/preview.ts';

/** What a session is compiled for. A change of these makes a new session. */
export type SessionOptions = Omit<UpscalerOptions, 'label' | 'model'> & {
  path: 'temporal' | 'spatial';
  /** Default `'auto'`. */
  model?: ModelSource | 'auto' | undefined;
  /** What `model: 'auto'` holds to. */
  targetFps?: number | undefined;
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
  background: Pick<MotionInputs, 'isReversedDepth' | 'clipToPrevious' | 'viewport'>;
};

/** The GPU side of one upscale node on one device: kernels, history, timing. */
export interface Session {
  /** Resolves when the kernels are compiled, rejects when one cannot be. */
  readonly ready: Promise<void>;
  readonly isReady: boolean;
  /** The device is gone, and everything with it. */
  readonly isLost: boolean;
  readonly bytes: number;
  /** By pass. */
  readonly gpuMs: Record<string, PassTiming>;
  /** All passes of the last measured frame, ms; 0 where none was measured. */
  readonly frameGpuMs: number;
  readonly modelState: ModelState;
  /** With `model: 'auto'`, what it chose. */
  readonly autoModel: AutoModel | undefined;
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
  let parts: SessionParts | undefined;
  let debug: DebugView = 'none';
  let isDisposed = false;

  async function compile(): Promise<void> {
    const compiled = await compileParts(gpu, options);
    if (isDisposed) return disposeParts(compiled);
    parts = compiled;
    if ((options.model ?? 'auto') === 'auto') chooseModel(gpu, timer, compiled, options);
  }

  function submit(record: (encoder: GPUCommandEncoder) => void): void {
    const encoder = device.createCommandEncoder({ label: 'three/upscale' });
    record(encoder);
    device.queue.submit([encoder.finish()]);
  }

  const ready = compile();
  ready.catch(() => {}); // whoever awaits it hears of it

  return {
    ready,
    get isReady() {
      return parts !== undefined;
    },
    get isLost() {
      return gpu.isLost;
    },
    get bytes() {
      return (parts?.upscaler.memoryBytes ?? 0) + (parts?.motionPass?.bytes ?? 0);
    },
    get modelState() {
      return parts?.motionPass ? parts.upscaler.modelState : 'none';
    },
    get autoModel() {
      return parts?.auto?.chosen;
    },
    get gpuMs() {
      return timer.results();
    },
    get frameGpuMs() {
      return timer.frame.last || 0;
    },
    get debug() {
      return debug;
    },
    set debug(view) {
      debug = view;
    },
    run(frame) {
      const compiled = parts;
      if (compiled === undefined) {
        this.preview(frame.color, frame.output);
        return;
      }
      submit((encoder) => {
        recordParts(compiled, encoder, frame, debug, timer);
        timer.resolve(encoder);
      });
      void timer.collect().then(() => compiled.auto?.update(frame.displaySize));
    },
    preview(color, output) {
      submit((encoder) => previewPass.record(encoder, color, output));
    },
    dispose() {
      if (isDisposed) return;
      isDisposed = true;
      if (parts) disposeParts(parts);
      parts = undefined;
      timer.dispose();
    },
  };
}

/** What a session records with, compiled: one of the two paths. */
type SessionParts = { auto?: AutoModelRunner } & (
  | { upscaler: Upscaler; motionPass: MotionPass }
  | { upscaler: SpatialUpscaler; motionPass?: undefined }
);

/** Loads what chooses the network of the temporal path. */
function chooseModel(gpu: Gpu, timer: PassTimer, parts: SessionParts, options: SessionOptions): void {
  if (!parts.motionPass) return;
  const { upscaler } = parts;
  import('./auto-model.ts').then(
    ({ createAutoModel }) => (parts.auto = createAutoModel(gpu, timer, upscaler, options)),
    (error) => options.onWarning?.({ code: 'load-failed', message: String(error) }),
  );
}

async function compileParts(gpu: Gpu, options: SessionOptions): Promise<SessionParts> {
  const { path, blended, onWarning, onModel, model = 'auto', ...upscalerOptions } = options;
  if (path === 'spatial') {
    return { upscaler: await createSpatialUpscaler(gpu, { displaySize: options.displaySize }) };
  }
  const [madeUpscaler, madePass] = await Promise.allSettled([
    createUpscaler(gpu, { ...upscalerOptions, model: model === 'auto' ? 'none' : model, label: 'upscale' }),
    createMotionPass(gpu, blended),
  ]);
  if (madeUpscaler.status === 'rejected' || madePass.status === 'rejected') {
    for (const made of [madeUpscaler, madePass]) if (made.status === 'fulfilled') made.value.dispose();
    throw madeUpscaler.status === 'rejected'
      ? madeUpscaler.reason
      : (madePass as PromiseRejectedResult).reason;
  }
  const upscaler = madeUpscaler.value;
  if (onWarning) upscaler.onWarning(onWarning);
  if (upscaler.modelState !== 'none') void upscaler.modelReady.then(() => onModel?.(upscaler.modelState));
  return { upscaler, motionPass: madePass.value };
}

function disposeParts({ upscaler, motionPass }: SessionParts): void {
  upscaler.dispose();
  motionPass?.dispose();
}

function recordParts(
  parts: SessionParts,
  encoder: GPUCommandEncoder,
  frame: SessionFrame,
  debug: DebugView,
  timer: PassTimer,
): void {
  const { color, depth, renderSize, output, sharpness, displaySize } = frame;
  const { width, height } = parts.upscaler.displaySize;
  if (displaySize.width !== width || displaySize.height !== height) parts.upscaler.resize(displaySize);
  if (parts.motionPass === undefined) {
    const spatialFrame = { color, renderSize, output, sharpness };
    parts.upscaler.record(encoder, spatialFrame, timer);
    return;
  }
  const { displaySize: _, velocity, usesReactive, background, ...rest } = frame;
  const { motion, mask } = parts.motionPass.record(
    encoder,
    { velocity, depth, renderSize, ...background },
    timer,
  );
  parts.upscaler.debug = debug;
  parts.upscaler.record(
    encoder,
    {
      ...rest,
      motionVectors: motion,
      ...(usesReactive && frame.reactive === undefined && { reactive: mask }),
    },
    timer,
  );
}
