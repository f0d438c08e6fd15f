import { createPass, type Gpu, type Pass, type PassTimer } from '@frameloom/gpu';
import type { Learned } from './learned/learned.ts';
import { temporalLibraries, type ShaderVariant } from './libraries.ts';
import accumulateCode from './passes/accumulate/accumulate.wgsl?raw';
import { accumulateBindings, accumulateSize } from './passes/accumulate/bindings.ts';
import classifyCode from './passes/classify/classify.wgsl?raw';
import exposureCode from './passes/exposure/exposure.wgsl?raw';
import prepareCode from './passes/prepare/prepare.wgsl?raw';
import pyramidCode from './passes/pyramid/pyramid.wgsl?raw';
import sharpenCode from './passes/sharpen/sharpen.wgsl?raw';
import type { FrameResources } from './resources.ts';

/** What a frame's passes are chosen by. */
export type PassChoice = {
  sharpen: boolean;
  debug: boolean;
  /** Stands in for the analytic accumulation once it is ready. */
  learned: Learned | undefined;
};

/** The upscaler's passes, compiled; the one of debug views is loaded with the first frame that asks for it. */
export type Passes = {
  record(encoder: GPUCommandEncoder, resources: FrameResources, choice: PassChoice, timer?: PassTimer): void;
};

/** Tunable constants of the passes, by pass; the defaults stand in the shaders. */
export type Tuning = Partial<Record<'pyramid' | 'classify' | 'accumulate', Record<string, number>>>;

type CompiledPasses = Record<
  'exposure' | 'prepare' | 'pyramid' | 'classify' | 'accumulate' | 'accumulateAndWrite' | 'sharpen',
  Pass
>;

/** Compiles all passes at once; a second upscaler on the same device shares the pipelines of the first. */
export async function createPasses(
  gpu: Gpu,
  label: string,
  variant: ShaderVariant,
  tuning: Tuning,
): Promise<Passes> {
  const compile = compiler(gpu, label, variant);
  const made = await compilePasses(compile, tuning);
  let debug: Pass | undefined;
  let opening: Promise<unknown> | undefined;
  return {
    record(encoder, resources, choice, timer) {
      if (choice.debug) {
        opening ??= import('./passes/debug/debug.wgsl?raw')
          .then(async ({ default: code }) => (debug = await compile('debug', code)))
          .catch((error) => console.warn(`${label}: the debug views could not be had. ${String(error)}`));
      }
      recordAtRenderSize(made, encoder, resources, timer);
      recordAtDisplaySize(made, choice.debug ? debug : undefined, encoder, resources, choice, timer);
    },
  };
}

type Compile = (name: string, code: string, constants?: Record<string, number>) => Promise<Pass>;

function compiler(gpu: Gpu, label: string, variant: ShaderVariant): Compile {
  const libraries = temporalLibraries(variant);
  return (name, code, constants) =>
    createPass(gpu, {
      label: `${label}/${name}`,
      file: `${name.split('-')[0]}.wgsl`,
      code,
      libraries,
      constants: { hdr: variant.hdr ? 1 : 0, ...constants },
    });
}

async function compilePasses(compile: Compile, tuning: Tuning): Promise<CompiledPasses> {
  const accumulate = { ...tuning.accumulate, writeOutput: 0 };
  const [exposure, prepare, pyramid, classify, accumulateOnly, accumulateAndWrite, sharpen] =
    await Promise.all([
      compile('exposure', exposureCode),
      compile('prepare', prepareCode),
      compile('pyramid', pyramidCode, tuning.pyramid),
      compile('classify', classifyCode, tuning.classify),
      compile('accumulate', accumulateCode, accumulate),
      compile('accumulate-and-write', accumulateCode, { ...accumulate, writeOutput: 1 }),
      compile('sharpen', sharpenCode),
    ]);
  return {
    exposure,
    prepare,
    pyramid,
    classify,
    accumulate: accumulateOnly,
    accumulateAndWrite,
    sharpen,
  };
}

function recordAtRenderSize(
  passes: CompiledPasses,
  encoder: GPUCommandEncoder,
  { frame, fixed, render, display }: FrameResources,
  timer?: PassTimer,
): void {
  const { exposure, none, linearSampler } = fixed;
  const { prepared, motion, previousNearness, partials } = render;
  const shading = render.shading.write;
  const params = fixed.params.buffer;
  const surface = render.surface.write;
  const size = frame.renderSize;

  encoder.clearBuffer(previousNearness);
  encoder.clearBuffer(render.traces.write);
  const given = frame.exposure ?? none;
  passes.exposure.record(encoder, { params, partials, given, exposure }, { width: 1 }, timer);
  passes.prepare.record(
    encoder,
    {
      params,
      color: frame.color,
      depth: frame.depth,
      motionVectors: frame.motionVectors,
      history: display.history.read,
      linearSampler,
      exposure,
      previousNearness,
      prepared,
      motion,
      surface,
      previousTraces: render.traces.read,
      traces: render.traces.write,
    },
    size,
    timer,
  );
  const groups = [Math.ceil(size.width / 16), Math.ceil(size.height / 16), 1] as const;
  passes.pyramid.record(
    encoder,
    { params, prepared, surface, partials, shading, previousShading: render.shading.read },
    { workgroups: groups },
    timer,
  );
  passes.classify.record(
    encoder,
    {
      params,
      prepared,
      motion,
      surface,
      previousSurface: render.surface.read,
      previousNearness,
      shading,
      linearSampler,
      reactive: frame.reactive ?? none,
      opaque: frame.opaqueColor ?? none,
      color: frame.color,
      lumaHistory: render.luma.read,
      lumaOut: render.luma.write,
      mask: render.mask,
    },
    size,
    timer,
  );
}

function recordAtDisplaySize(
  passes: CompiledPasses,
  debug: Pass | undefined,
  encoder: GPUCommandEncoder,
  resources: FrameResources,
  choice: PassChoice,
  timer?: PassTimer,
): void {
  const { target, displaySize, fixed, render, display } = resources;
  const { exposure } = fixed;
  const params = fixed.params.buffer;
  const { motion, mask } = render;
  const writesOutput = !choice.sharpen && !debug;
  if (!choice.learned?.record(encoder, resources, writesOutput, timer)) {
    const pass = writesOutput ? passes.accumulateAndWrite : passes.accumulate;
    pass.record(encoder, accumulateBindings(resources), accumulateSize(resources), timer);
  }
  const shown = {
    params,
    history: display.history.write,
    state: display.state.write,
    exposure,
    output: target,
  };
  if (debug) debug.record(encoder, { ...shown, motion, mask }, displaySize, timer);
  else if (choice.sharpen) passes.sharpen.record(encoder, shown, displaySize, timer);
}
