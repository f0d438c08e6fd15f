import { FrameloomError, type Gpu, type PassTimer } from '@frameloom/gpu';
import { allOrDispose } from '@frameloom/nn/stage';
import { createAllocation, type Allocation } from './allocation.ts';
import type { Checker } from './checker.ts';
import { checkDebugView, debugViews } from './debug-views.ts';
import type { ShaderVariant } from './libraries.ts';
import type { Learned } from './learned/learned.ts';
import { defaultSharpness, paramsBytes, writeParams } from './params.ts';
import { createPasses, type Passes, type Tuning } from './passes.ts';
import { createSequence, type Sequence } from './sequence.ts';
import type { DebugView, UpscaleFrame, Upscaler, UpscalerOptions } from './types.ts';
import { checkCall, checkFrame, checkOptions } from './validate.ts';

/** What the methods of one upscaler work on. */
type Parts = {
  options: UpscalerOptions;
  passes: Passes;
  checker: Checker | undefined;
  learned: Learned | undefined;
  allocation: Allocation;
  sequence: Sequence;
  debug: DebugView;
  isDisposed: boolean;
};

/**
 * Makes a temporal upscaler: compiles its passes without blocking and allocates its textures.
 *
 * The method is of the FSR 2/3 family: dilated motion, reconstructed previous depth, jitter-aware reconstruction and
 * rectified history; `passes/` holds one folder per step.
 * @param tuning constants of the passes, for experiments; the defaults are the measured best.
 * @throws FrameloomError `invalid-size`, `invalid-argument`, `compilation`, `device-lost`.
 */
export async function createUpscaler(
  gpu: Gpu,
  options: UpscalerOptions,
  tuning: Tuning = {},
): Promise<Upscaler> {
  checkOptions(gpu, options);
  const { label = 'upscale', hdr = true, alpha = false, model = 'none', onModelProgress } = options;
  const variant: ShaderVariant = { hdr, alpha };
  // Loaded only where they are asked for.
  const openLearned = model === 'none' ? undefined : import('./learned/learned.ts');
  const openChecker = options.check ? import('./checker.ts') : undefined;
  const [passes, learnedModule, checker] = await allOrDispose([
    createPasses(gpu, label, variant, tuning),
    openLearned,
    openChecker?.then(({ createChecker }) => createChecker(gpu, label, options)),
  ]);
  return createMethods(gpu, {
    options,
    passes,
    checker,
    learned: learnedModule?.openLearned(gpu, label, model, variant, onModelProgress),
    allocation: createAllocation(gpu, label, variant, options),
    sequence: createSequence(),
    debug: 'none',
    isDisposed: false,
  });
}

function createMethods(gpu: Gpu, parts: Parts): Upscaler {
  const { allocation, checker, learned, sequence } = parts;
  const paramsData = new ArrayBuffer(paramsBytes);
  return {
    get displaySize() {
      return allocation.displaySize;
    },
    get output() {
      return allocation.display.output;
    },
    get debug() {
      return parts.debug;
    },
    set debug(view) {
      checkDebugView(view);
      parts.debug = view;
    },
    get memoryBytes() {
      if (parts.isDisposed) return 0;
      return allocation.bytes + (checker?.bytes ?? 0) + (learned?.bytes ?? 0);
    },
    get modelState() {
      return learned?.state ?? 'none';
    },
    modelReady: learned?.done ?? Promise.resolve(),
    get warnings() {
      return checker?.warnings ?? [];
    },
    onWarning: (listener) => checker?.onWarning(listener) ?? ((): void => {}),
    record(encoder, frame, timer) {
      assertUsable(parts);
      checkCall(encoder, frame);
      checkFrame(frame, frame.output ?? allocation.display.madeOutput, allocation.displaySize, parts.options);
      recordFrame(parts, paramsData, encoder, frame, timer);
    },
    resize(size, maxRenderSize) {
      assertUsable(parts);
      checkOptions(gpu, { displaySize: size, ...(maxRenderSize && { maxRenderSize }) });
      allocation.resize(size, maxRenderSize);
      sequence.forgetRender();
      sequence.reset();
    },
    reset() {
      assertUsable(parts);
      sequence.reset();
    },
    dispose() {
      if (parts.isDisposed) return;
      parts.isDisposed = true;
      allocation.dispose();
      checker?.dispose();
      learned?.dispose();
    },
  };
}

function recordFrame(
  { options, passes, checker, learned, allocation, sequence, debug }: Parts,
  paramsData: ArrayBuffer,
  encoder: GPUCommandEncoder,
  frame: UpscaleFrame,
  timer?: PassTimer,
): void {
  const { displaySize, display, fixed } = allocation;
  const { resources: render, isNew } = allocation.render(frame.renderSize);
  if (isNew) sequence.forgetRender();
  const reset = sequence.resets(frame);
  writeParams(paramsData, frame, {
    displaySize,
    previousRenderSize: sequence.previousRenderSize,
    depth: options.depth ?? 'normal',
    orthographic: options.camera === 'orthographic',
    reset,
    frame: sequence.index,
    mode: debugViews.indexOf(debug),
  });
  fixed.params.write(encoder, paramsData);
  const target = frame.output ?? display.output;
  const choice = {
    sharpen: (frame.sharpness ?? defaultSharpness) > 0,
    debug: debug !== 'none',
    learned,
  };
  passes.record(encoder, { frame, target, displaySize, fixed, render, display }, choice, timer);
  const params = fixed.params.buffer;
  checker?.record(encoder, frame, { params, render, displaySize, reset, index: sequence.index });
  allocation.swap();
  sequence.advance(frame);
}

function assertUsable({ isDisposed }: Parts): void {
  if (!isDisposed) return;
  throw new FrameloomError(
    'disposed',
    'upscale: this upscaler was disposed. Make a new one with createUpscaler().',
  );
}
