import { createPass, type Gpu, type Pass, type PassBindings, type PassTimer } from '@frameloom/gpu';
import type { Size } from '@frameloom/gpu/frame';
import { libraries } from './libraries.ts';
import blendCode from './passes/blend/blend.wgsl?raw';
import cutCode from './passes/cut/cut.wgsl?raw';
import fieldCode from './passes/field/field.wgsl?raw';
import flowCode from './passes/flow/flow.wgsl?raw';
import intakeCode from './passes/intake/intake.wgsl?raw';
import prepareCode from './passes/prepare/prepare.wgsl?raw';
import pyramidCode from './passes/pyramid/pyramid.wgsl?raw';
import scatterCode from './passes/scatter/scatter.wgsl?raw';
import type { Resources } from './resources.ts';

/** Tunable constants of the passes, by pass; the defaults stand in the shaders. */
export type Tuning = Partial<Record<'prepare' | 'flow' | 'field' | 'blend' | 'cut', Record<string, number>>>;

type CompiledPasses = Record<
  | 'intake'
  | 'prepare'
  | 'pyramidFirst'
  | 'pyramid'
  | 'flowCoarsest'
  | 'flow'
  | 'flowAgain'
  | 'cut'
  | 'claim'
  | 'own'
  | 'field'
  | 'blend',
  Pass
>;

/** What a real frame brings to the passes. */
export type RealInputs = {
  color: GPUTexture;
  hudlessColor?: GPUTexture | undefined;
  depth: GPUTexture;
  motionVectors: GPUTexture;
  renderSize: Size;
};

/** What a generated frame brings to the passes. */
export type GeneratedInputs = {
  target: GPUTexture;
  ui?: GPUTexture | undefined;
  hudless: boolean;
  displaySize: Size;
  /** Of the current and of the previous frame. */
  renderSize: Size;
  previousRenderSize: Size;
};

/** The interpolator's passes, compiled. */
export type Passes = {
  /** Colour, motion, pyramid and, with a frame before, flow of a real frame. */
  analyse(
    encoder: GPUCommandEncoder,
    r: Resources,
    inputs: RealInputs,
    isPair: boolean,
    timer?: PassTimer,
  ): void;
  /** Motion field and picture of a generated frame. */
  generate(encoder: GPUCommandEncoder, r: Resources, inputs: GeneratedInputs, timer?: PassTimer): void;
};

/** Compiles all passes at once. */
export async function createPasses(gpu: Gpu, label: string, hdr: boolean, tuning: Tuning): Promise<Passes> {
  const compile = (
    name: string,
    code: string,
    constants: Record<string, number> = {},
    entryPoint?: string,
  ): Promise<Pass> =>
    createPass(gpu, {
      label: `${label}/${name}`,
      code,
      libraries,
      constants,
      ...(entryPoint && { entryPoint }),
    });
  const color = { hdr: hdr ? 1 : 0 };
  const { prepare = {}, flow = {}, field = {}, blend = {}, cut = {} } = tuning;
  const promises = {
    intake: compile('intake', intakeCode, color),
    prepare: compile('prepare', prepareCode, prepare),
    pyramidFirst: compile('pyramid', pyramidCode, { first: 1 }),
    pyramid: compile('pyramid', pyramidCode),
    flowCoarsest: compile('flow', flowCode, { ...flow, coarsest: 1 }),
    flow: compile('flow', flowCode, { ...flow }),
    flowAgain: compile('flow', flowCode, { ...flow, repeated: 1, steps: 3 }),
    cut: compile('cut', cutCode, cut),
    claim: compile('scatter', scatterCode, {}, 'claim'),
    own: compile('scatter', scatterCode, {}, 'own'),
    field: compile('field', fieldCode, field),
    blend: compile('blend', blendCode, { ...color, ...blend }),
  };
  const entries = await Promise.all(
    Object.entries(promises).map(async ([name, promise]) => [name, await promise] as const),
  );
  const passes = Object.fromEntries(entries) as CompiledPasses;
  return {
    analyse: (encoder, r, inputs, isPair, timer) => {
      recordFrame(passes, encoder, r, inputs, timer);
      if (isPair) recordFlow(passes, encoder, r, timer);
    },
    generate: (encoder, r, inputs, timer) => recordGenerated(passes, encoder, r, inputs, timer),
  };
}

function recordFrame(
  passes: CompiledPasses,
  encoder: GPUCommandEncoder,
  r: Resources,
  { color, hudlessColor, depth, motionVectors, renderSize }: RealInputs,
  timer?: PassTimer,
): void {
  const params = r.params.buffer;
  const kept = r.color.write;
  const pictures = { color, hudless: hudlessColor ?? r.none, kept, hud: hudlessColor ? r.hud : r.noHud };
  passes.intake.record(encoder, { params, ...pictures }, sizeOf(kept), timer);
  const made = { motion: r.motion.write, surface: r.surface.write };
  passes.prepare.record(encoder, { params, depth, motionVectors, ...made }, renderSize, timer);
  r.pyramid.write.forEach((level, l) => {
    const pass = l === 0 ? passes.pyramidFirst : passes.pyramid;
    const source = l === 0 ? kept : r.pyramid.write[l - 1]!;
    pass.record(encoder, { source, level }, sizeOf(level), timer);
  });
}

function recordFlow(
  passes: CompiledPasses,
  encoder: GPUCommandEncoder,
  r: Resources,
  timer?: PassTimer,
): void {
  const { linearSampler, flows, none } = r;
  const shared = { params: r.params.buffer, linearSampler, motion: r.motion.write };
  const levels = r.pyramid.write;
  for (let l = levels.length - 1; l >= 0; l--) {
    const pass = l === levels.length - 1 ? passes.flowCoarsest : passes.flow;
    const pictures = { before: r.pyramid.read[l]!, now: levels[l]! };
    const flow = flows[l]!;
    pass.record(
      encoder,
      { ...shared, ...pictures, coarser: flows[l + 1] ?? none, flow },
      sizeOf(flow),
      timer,
    );
  }
  const finest = { before: r.pyramid.read[0]!, now: levels[0]!, coarser: flows[0]!, flow: r.flow };
  passes.flowAgain.record(encoder, { ...shared, ...finest }, sizeOf(r.flow), timer);
  const { cut } = r;
  passes.cut.record(encoder, { flow: flows[Math.min(1, flows.length - 1)]!, cut }, { width: 1 }, timer);
}

/** A real frame has been swapped in by now: `read` is the current one, `write` the previous one. */
function recordGenerated(
  passes: CompiledPasses,
  encoder: GPUCommandEncoder,
  r: Resources,
  inputs: GeneratedInputs,
  timer?: PassTimer,
): void {
  const { renderSize, previousRenderSize } = inputs;
  const { keys, owners, field } = r;
  const params = r.params.buffer;
  const surfaces = {
    params,
    surface: r.surface.read,
    motion: r.motion.read,
    previousSurface: r.surface.write,
    previousMotion: r.motion.write,
  };
  encoder.clearBuffer(keys);
  encoder.clearBuffer(owners);
  const both = {
    width: Math.max(renderSize.width, previousRenderSize.width),
    height: Math.max(renderSize.height, previousRenderSize.height),
    depth: 2,
  };
  passes.claim.record(encoder, { ...surfaces, keys, owners }, both, timer);
  passes.own.record(encoder, { ...surfaces, keys, owners }, both, timer);
  passes.field.record(encoder, { ...surfaces, owners, field }, renderSize, timer);
  passes.blend.record(encoder, blendBindings(r, inputs), inputs.displaySize, timer);
}

function blendBindings(r: Resources, { target, ui, hudless }: GeneratedInputs): PassBindings {
  return {
    params: r.params.buffer,
    field: r.field,
    flow: r.flow,
    before: r.color.write,
    now: r.color.read,
    beforeSmall: r.pyramid.write[0]!,
    nowSmall: r.pyramid.read[0]!,
    previousSurface: r.surface.write,
    surface: r.surface.read,
    linearSampler: r.linearSampler,
    cut: r.cut,
    hud: hudless ? r.hud : r.noHud,
    ui: ui ?? r.none,
    output: target,
  };
}

function sizeOf({ width, height }: GPUTexture): Size {
  return { width, height };
}
