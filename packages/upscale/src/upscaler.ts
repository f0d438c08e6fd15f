import { FrameloomError } from '@frameloom/gpu';
import type { Gpu } from '@frameloom/gpu';
import { createChecker } from './checker.ts';
import { openModel } from './model.ts';
import { createPasses } from './passes.ts';
import type { Tuning } from './passes.ts';
import { paramsBytes, writeParams, defaultSharpness } from './params.ts';
import { createDisplayResources, createFixedResources, createRenderResources } from './resources.ts';
import type { RenderResources } from './resources.ts';
import type { Size } from './sizes.ts';
import type { DebugView, Upscaler, UpscalerOptions } from './types.ts';
import { checkCall, checkFrame, checkOptions } from './validate.ts';

/** Debug views in the order of `Params.mode`. */
const modes: readonly DebugView[] = [
  'none',
  'motion',
  'disocclusion',
  'reactive',
  'locks',
  'accumulation',
  'exposure',
  'history',
];

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
  const label = options.label ?? 'upscale';
  const stateFormat = options.alpha ? 'rgba16float' : 'rgba8unorm';
  const variant = { hdr: options.hdr ?? true, stateFormat } as const;
  const passes = await createPasses(gpu, label, { ...variant, tuning });
  const checker = options.check ? await createChecker(gpu, label, options) : undefined;

  const { model = 'none', onModelProgress: onProgress } = options;
  const pending = model === 'none' ? undefined : openModel(gpu, label, model, variant, { onProgress });

  const paramsData = new ArrayBuffer(paramsBytes);
  const fixed = createFixedResources(gpu, label);
  let displaySize = { ...options.displaySize };
  let maxRenderSize = options.maxRenderSize;
  let display = createDisplayResources(gpu, label, displaySize, stateFormat);
  let render: RenderResources | undefined;
  let previousRenderSize: Size = { width: 1, height: 1 };
  let lastFrameID: number | undefined;
  let needsReset = true;
  let debug: DebugView = 'none';
  let frameCount = 0;
  let disposed = false;

  const assertUsable = (): void => {
    if (disposed) {
      throw new FrameloomError(
        'disposed',
        'upscale: this upscaler was disposed. Make a new one with createUpscaler().',
      );
    }
  };

  // Grows with what comes: dynamic resolution reallocates only when a frame is larger than every one before.
  const renderResources = (size: Size): RenderResources => {
    const has = render?.capacity ?? maxRenderSize ?? { width: 0, height: 0 };
    if (!render || has.width < size.width || has.height < size.height) {
      render?.dispose();
      render = createRenderResources(gpu, label, {
        width: Math.max(has.width, size.width),
        height: Math.max(has.height, size.height),
      });
      previousRenderSize = { width: 1, height: 1 };
    }
    return render;
  };

  return {
    get displaySize() {
      return displaySize;
    },
    get output() {
      return display.output;
    },
    get debug() {
      return debug;
    },
    set debug(view) {
      if (!modes.includes(view)) {
        throw new FrameloomError(
          'invalid-argument',
          `upscale: debug is ${String(view)}. Use one of ${modes.join(', ')}.`,
        );
      }
      debug = view;
    },
    get memoryBytes() {
      return disposed
        ? 0
        : (render?.bytes ?? 0) +
            display.bytes +
            fixed.bytes +
            (checker?.bytes ?? 0) +
            (pending?.learned?.bytes ?? 0);
    },
    get modelState() {
      return pending?.state ?? 'none';
    },
    modelReady: pending?.done ?? Promise.resolve(),
    get warnings() {
      return checker?.warnings ?? [];
    },
    onWarning: (listener) => checker?.onWarning(listener) ?? ((): void => {}),

    record(encoder, frame, timer) {
      assertUsable();
      checkCall(encoder, frame);
      const target = frame.output ?? display.output;
      checkFrame(frame, target, displaySize, options);
      const resources = renderResources(frame.renderSize);
      const reset =
        needsReset ||
        frame.reset === true ||
        (frame.frameID !== undefined && lastFrameID !== undefined && frame.frameID !== lastFrameID + 1);

      writeParams(paramsData, frame, {
        displaySize,
        previousRenderSize,
        depth: options.depth ?? 'normal',
        orthographic: options.camera === 'orthographic',
        reset,
        frame: frameCount,
        mode: modes.indexOf(debug),
      });
      gpu.device.queue.writeBuffer(fixed.params, 0, paramsData);
      passes.record(
        encoder,
        { frame, target, displaySize, fixed, render: resources, display },
        {
          sharpen: (frame.sharpness ?? defaultSharpness) > 0,
          debug: debug !== 'none',
          learned: pending?.learned,
        },
        timer,
      );
      checker?.record(encoder, frame, {
        params: fixed.params,
        render: resources,
        displaySize,
        reset,
        index: frameCount,
      });

      display.history.swap();
      display.state.swap();
      resources.luma.swap();
      resources.motion.swap();
      previousRenderSize = { ...frame.renderSize };
      lastFrameID = frame.frameID;
      needsReset = false;
      frameCount += 1;
    },

    resize(size, maximum) {
      assertUsable();
      checkOptions(gpu, { displaySize: size, ...(maximum && { maxRenderSize: maximum }) });
      display.dispose();
      render?.dispose();
      render = undefined;
      displaySize = { ...size };
      maxRenderSize = maximum ?? undefined;
      display = createDisplayResources(gpu, label, displaySize, stateFormat);
      previousRenderSize = { width: 1, height: 1 };
      needsReset = true;
    },

    reset() {
      assertUsable();
      needsReset = true;
    },

    dispose() {
      if (disposed) return;
      disposed = true;
      render?.dispose();
      display.dispose();
      fixed.dispose();
      checker?.dispose();
      pending?.dispose();
    },
  };
}
