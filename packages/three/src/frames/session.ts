import type { Camera, Renderer, Texture } from 'three/webgpu';
import { borrowGpu, createPassTimer, type Gpu, type PassTimer, type PassTiming } from '@frameloom/gpu';
import { createInterpolator, type InterpolatorDebugView, type ModelSource } from '@frameloom/interpolate';
import type { Size } from '@frameloom/upscale';
import { createBackgroundMotion } from '../passes/motion/background.ts';
import { createMotionPass } from '../passes/motion/motion.ts';
import { SceneMotionNode } from '../scene-motion.ts';
import { getDevice, getGpuTexture } from '../three-gpu.ts';
import type { FrameSources } from './options.ts';
import type { SubPixelShift } from './sub-pixel.ts';

/** The GPU side of frame generation on one device. */
export type GeneratorSession = {
  readonly bytes: number;
  readonly gpuMs: Record<string, PassTiming>;
  debug: InterpolatorDebugView;
  /** Takes a rendered frame; returns whether frames can be generated between it and the one before. */
  add(picture: Texture): boolean;
  /** Makes the frame at `t`, above 1 after the newest. */
  make(t: number, output: Texture): void;
  /** The next frame begins a shot. */
  cut(): void;
  dispose(): void;
};

/** Compiles for a renderer whose pictures have `displaySize`. */
export async function openSession(
  renderer: Renderer,
  sources: FrameSources,
  shift: SubPixelShift,
  displaySize: Size,
  model: ModelSource,
): Promise<GeneratorSession> {
  const gpu = borrowGpu(getDevice(renderer), { label: 'three' });
  const blended = sources.velocity.passNode?.getMRT()?.get('velocity') instanceof SceneMotionNode;
  // Of the depth as it is now: fewer pixels than the display's, unless the ratio changes.
  let capacity = sizeOf(getGpuTexture(renderer, sources.depth.value));
  const [interpolator, motionPass] = await Promise.all([
    createInterpolator(gpu, { displaySize, maxRenderSize: capacity, model }),
    createMotionPass(gpu, blended, 'additive'),
  ]);
  const timer = createPassTimer(gpu, { label: 'three/frames' });
  const background = createBackgroundMotion();
  let isCut = true;
  return {
    get bytes() {
      return interpolator.memoryBytes + motionPass.bytes;
    },
    get gpuMs() {
      return timer.results();
    },
    get debug() {
      return interpolator.debug;
    },
    set debug(view) {
      interpolator.debug = view;
    },
    add(picture) {
      const camera = sources.camera();
      const [color, depth, velocity] = [picture, sources.depth.value, sources.velocity.value].map((texture) =>
        getGpuTexture(renderer, texture),
      ) as [GPUTexture, GPUTexture, GPUTexture];
      const renderSize = sizeOf(depth);
      const isResized = !isAlike(color, interpolator.displaySize);
      if (isResized || renderSize.width > capacity.width || renderSize.height > capacity.height) {
        capacity = renderSize;
        interpolator.resize(sizeOf(color), capacity);
      }
      if (isCut) background.forget();
      const clipToPrevious = background.update(camera.projectionMatrix, camera);
      const { reversedDepthBuffer: isReversedDepth = false } = renderer;
      const inputs = { velocity, depth, renderSize, isReversedDepth, clipToPrevious };
      submitWith(gpu, timer, (encoder) => {
        const { motion, mask } = motionPass.record(encoder, inputs, timer);
        const frame = {
          color,
          depth,
          motionVectors: motion,
          additive: mask,
          renderSize,
          jitterOffset: shift.offset(renderSize),
          camera: matricesOf(camera),
          reset: isCut,
        };
        interpolator.addFrame(encoder, frame, timer);
      });
      isCut = false;
      return interpolator.isReady;
    },
    make(t, output) {
      const target = { output: getGpuTexture(renderer, output) };
      submitWith(gpu, timer, (encoder) => {
        if (t > 1) interpolator.extrapolate(encoder, { ahead: t - 1, ...target }, timer);
        else interpolator.generate(encoder, { t, ...target }, timer);
      });
    },
    cut() {
      isCut = true;
    },
    dispose() {
      interpolator.dispose();
      motionPass.dispose();
      timer.dispose();
    },
  };
}

type Recording = (encoder: GPUCommandEncoder) => void;

function submitWith(gpu: Gpu, timer: PassTimer, record: Recording): void {
  const encoder = gpu.device.createCommandEncoder({ label: 'three/frames' });
  record(encoder);
  timer.resolve(encoder);
  gpu.device.queue.submit([encoder.finish()]);
  void timer.collect();
}

function isAlike(a: Size, b: Size): boolean {
  return a.width === b.width && a.height === b.height;
}

function sizeOf({ width, height }: GPUTexture): Size {
  return { width, height };
}

function matricesOf({ projectionMatrix, matrixWorldInverse }: Camera): {
  projection: readonly number[];
  view: readonly number[];
} {
  return { projection: projectionMatrix.elements, view: matrixWorldInverse.elements };
}
