import { FrameloomError, type Gpu, type PassTimer } from '@frameloom/gpu';
import { checkFinite, defaultMotionVectorScale, type Size } from '@frameloom/gpu/frame';
import { allOrDispose } from '@frameloom/nn/stage';
import type { Checker } from './check/checker.ts';
import { readCamera } from './camera.ts';
import { checkDebugView, debugViews } from './debug-views.ts';
import type { Learned } from './learned/learned.ts';
import { shippedModels } from './model-source.ts';
import { flags, paramsBytes, writeParams } from './params.ts';
import { createPasses, type Passes, type Tuning } from './passes.ts';
import { createPair, type Pair } from './pair.ts';
import { createResources, type Resources } from './resources.ts';
import type { GeneratedFrame, Interpolator, InterpolatorDebugView, InterpolatorOptions } from './types.ts';
import {
  checkCall,
  checkModel,
  checkRealFrame,
  checkSizes,
  checkTarget,
  checkTime,
  requireOptions,
} from './validate.ts';

/** What the methods of one interpolator work on. */
type Parts = {
  label: string;
  passes: Passes;
  learned: Learned | undefined;
  checker: Checker | undefined;
  resources: Resources;
  displaySize: Size;
  maxRenderSize: Size;
  pair: Pair;
  params: ArrayBuffer;
  debug: InterpolatorDebugView;
  isDisposed: boolean;
};

/**
 * Makes an interpolator for rendered frames: compiles its passes without blocking and allocates its textures.
 *
 * The renderer's motion is scattered to the time of the new frame, nearest surface first, from the current frame and, where
 * that one hides it, from the previous one; optical flow helps where motion vectors are silent. After AMD FSR 3 frame
 * interpolation and Arm NFRU; `passes/` holds one folder per step.
 * @param tuning constants of the passes, for experiments; the defaults are the measured best.
 * @throws FrameloomError `invalid-size`, `invalid-argument`, `compilation`, `device-lost`.
 */
export async function createInterpolator(
  gpu: Gpu,
  options: InterpolatorOptions,
  tuning: Tuning = {},
): Promise<Interpolator> {
  requireOptions(gpu, options, 'displaySize');
  const { label = 'interpolate', hdr = false, maxRenderSize: most = options.displaySize } = options;
  const { model = 'none', onModelProgress, check = false } = options;
  checkSizes(gpu, { displaySize: options.displaySize, maxRenderSize: most });
  checkModel(model, shippedModels);
  const displaySize = { ...options.displaySize };
  const maxRenderSize = { ...most };
  // Loaded only where it is asked for.
  const [passes, learned, checker] = await allOrDispose([
    createPasses(gpu, label, hdr, tuning),
    model === 'none' ? undefined : import('./learned/game.ts'),
    check ? openChecker(gpu, label, hdr) : undefined,
  ]);
  return createMethods(gpu, {
    label,
    passes,
    learned: learned?.openGameNetwork(gpu, label, model, hdr, onModelProgress),
    checker,
    resources: createResources(gpu, label, displaySize, maxRenderSize),
    displaySize,
    maxRenderSize,
    pair: createPair(),
    params: new ArrayBuffer(paramsBytes),
    debug: 'none',
    isDisposed: false,
  });
}

const openChecker = async (gpu: Gpu, label: string, hdr: boolean): Promise<Checker> =>
  (await import('./check/checker.ts')).createChecker(gpu, label, hdr);

function createMethods(gpu: Gpu, parts: Parts): Interpolator {
  const { pair, learned, checker } = parts;
  return {
    get displaySize() {
      return parts.displaySize;
    },
    get output() {
      return parts.resources.output;
    },
    get debug() {
      return parts.debug;
    },
    set debug(view) {
      checkDebugView(view);
      parts.debug = view;
    },
    get memoryBytes() {
      return parts.isDisposed ? 0 : parts.resources.bytes + (learned?.bytes ?? 0) + (checker?.bytes ?? 0);
    },
    get modelState() {
      return learned?.state ?? 'none';
    },
    warnings: checker?.warnings ?? [],
    onWarning: (listener) => checker?.onWarning(listener) ?? ((): void => {}),
    modelReady: learned?.done ?? Promise.resolve(),
    get isReady() {
      return pair.previous !== undefined;
    },
    addFrame(encoder, frame, timer) {
      assertUsable(parts);
      checkCall(encoder, frame);
      const { displaySize, maxRenderSize, resources, passes } = parts;
      const renderSize = frame.renderSize ?? sizeOf(frame.depth);
      checkRealFrame(frame, renderSize, displaySize, maxRenderSize);
      const camera = readCamera('interpolate', 'camera', frame.camera);
      const { jitterOffset: jitter = { x: 0, y: 0 }, motionVectorScale = defaultMotionVectorScale } = frame;
      pair.add({ renderSize, jitter, camera, motionScale: motionVectorScale }, frame);
      write(parts, encoder, { t: 0.5, flags: frame.hudlessColor ? flags.hudless : 0 });
      const inputs = { ...frame, renderSize };
      const begins = pair.previous === undefined;
      passes.analyse(encoder, resources, inputs, !begins, timer);
      const { orthographic } = camera;
      checker?.record(encoder, resources, inputs, { begins, orthographic, index: pair.index });
      resources.swap();
    },
    generate(encoder, frame, timer) {
      assertUsable(parts);
      checkCall(encoder, frame);
      checkTime(frame.t, pair.previous !== undefined);
      record(parts, encoder, frame, frame.t, timer);
    },
    extrapolate(encoder, frame = {}, timer) {
      assertUsable(parts);
      checkCall(encoder, frame);
      const { ahead = 0.5 } = frame;
      checkFinite('interpolate', 'ahead', ahead, Number.MIN_VALUE, 2);
      record(parts, encoder, frame, 1 + ahead, timer);
    },
    resize(size, maxRenderSize = size) {
      assertUsable(parts);
      checkSizes(gpu, { displaySize: size, maxRenderSize });
      parts.resources.dispose();
      parts.displaySize = { ...size };
      parts.maxRenderSize = { ...maxRenderSize };
      parts.resources = createResources(gpu, parts.label, size, maxRenderSize);
      pair.reset();
    },
    reset() {
      assertUsable(parts);
      pair.reset();
    },
    dispose() {
      if (parts.isDisposed) return;
      parts.isDisposed = true;
      parts.resources.dispose();
      learned?.dispose();
      checker?.dispose();
    },
  };
}

function record(
  parts: Parts,
  encoder: GPUCommandEncoder,
  frame: Omit<GeneratedFrame, 't'>,
  t: number,
  timer?: PassTimer,
): void {
  const { resources, displaySize, pair, passes } = parts;
  const { current, previous, hudless } = pair;
  if (!current) {
    throw new FrameloomError(
      'invalid-argument',
      'interpolate: there is no real frame yet. Call addFrame() first.',
    );
  }
  const { ui, output = resources.madeOutput } = frame;
  checkTarget(output, ui, displaySize);
  const camera = frame.camera && readCamera('interpolate', 'camera', frame.camera);
  const bits = (t > 1 ? flags.after : 0) | (ui ? flags.ui : 0) | (hudless ? flags.hudless : 0);
  write(parts, encoder, { t, camera, flags: bits });
  const { renderSize } = current;
  const previousRenderSize = previous?.renderSize ?? renderSize;
  const target = output ?? resources.output;
  // What comes after the newest frame has one frame to choose from.
  const learned = t < 1 ? parts.learned : undefined;
  passes.generate(
    encoder,
    resources,
    { target, ui, hudless, displaySize, learned, renderSize, previousRenderSize },
    timer,
  );
}

function write(
  { params, resources, displaySize, pair, debug }: Parts,
  encoder: GPUCommandEncoder,
  frame: Pick<Parameters<typeof writeParams>[1], 't' | 'flags' | 'camera'>,
): void {
  const { current, previous } = pair;
  if (!current) return;
  writeParams(params, {
    ...frame,
    displaySize,
    current,
    previous,
    mode: debugViews.indexOf(debug),
    frame: pair.index,
  });
  resources.params.write(encoder, params);
}

function sizeOf(texture: GPUTexture | undefined): Size {
  return { width: texture?.width ?? 1, height: texture?.height ?? 1 };
}

function assertUsable({ isDisposed }: Parts): void {
  if (!isDisposed) return;
  throw new FrameloomError(
    'disposed',
    'interpolate: this interpolator was disposed. Make a new one with createInterpolator().',
  );
}
