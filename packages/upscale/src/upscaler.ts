import { FrameloomError, type Gpu, type PassTimer } from '@frameloom/gpu';
import { allOrDispose } from '@frameloom/nn/stage';
import { createAllocation, type Allocation } from './allocation.ts';
import type { Checker } from './checker.ts';
import { checkDebugView, debugViews } from './debug-views.ts';
import type { ShaderVariant } from './libraries.ts';
import type { LearnedPlace } from './learned/replace.ts';
import { defaultSharpness, paramsBytes, writeParams } from './params.ts';
import { createPasses, type Passes, type Tuning } from './passes.ts';
import { createSequence, type Sequence } from './sequence.ts';
import type { DebugView, UpscaleFrame, Upscaler, UpscalerOptions } from './types.ts';
import { checkCall, checkFrame, checkModel, checkOptions } from './validate.ts';

/** What the methods of one upscaler work on. */
type Parts = LearnedPlace & {
  passes: Passes;
  checker: Checker | undefined;
  allocation: Allocation;
  sequence: Sequence;
  debug: DebugView;
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
  const { label = 'upscale', hdr = true, alpha = false, model = 'none' } = options;
  const variant: ShaderVariant = { hdr, alpha };
  // Loaded only where they are asked for.
  const openLearned = model === 'none' ? undefined : import('./learned/replace.ts');
  const openChecker = options.check ? import('./checker.ts') : undefined;
  const [passes, learned, checker] = await allOrDispose([
    createPasses(gpu, label, variant, tuning),
    openLearned?.then(({ openModel }) => openModel(gpu, options)),
    openChecker?.then(({ createChecker }) => createChecker(gpu, label, options)),
  ]);
  return createMethods(gpu, {
    options,
    passes,
    checker,
    learned,
    allocation: createAllocation(gpu, label, variant, options),
    sequence: createSequence(),
    debug: 'none',
    isDisposed: false,
  });
}

function createMethods(gpu: Gpu, parts: Parts): Upscaler {
  const { allocation, checker, sequence } = parts;
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
      return allocation.bytes + (checker?.bytes ?? 0) + (parts.learned?.bytes ?? 0);
    },
    get modelState() {
      return parts.learned?.state ?? 'none';
    },
    modelReady: parts.learned?.done ?? Promise.resolve(),
    async setModel(model) {
      assertUsable(parts);
      checkModel(model);
      return (await import('./learned/replace.ts')).replaceModel(gpu, parts, model);
    },
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
      parts.learned?.dispose();
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
