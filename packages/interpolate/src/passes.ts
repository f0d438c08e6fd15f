import type { Gpu, PassBindings, PassTimer } from '@frameloom/gpu';
import type { Size } from '@frameloom/gpu/frame';
import { createAnalysis, createCompile, type Constants } from './analysis.ts';
import type { Learned } from './learned/learned.ts';
import blendCode from './passes/blend/blend.wgsl?raw';
import fieldCode from './passes/field/field.wgsl?raw';
import judgeCode from './passes/judge/judge.wgsl?raw';
import prepareCode from './passes/prepare/prepare.wgsl?raw';
import scatterCode from './passes/scatter/scatter.wgsl?raw';
import type { Resources } from './resources.ts';

/** Tunable constants of the passes, by pass; the defaults stand in the shaders. */
export type Tuning = Partial<Record<'prepare' | 'flow' | 'field' | 'judge' | 'blend' | 'cut', Constants>>;

/** What a real frame brings to the passes. */
export type RealInputs = {
  color: GPUTexture;
  hudlessColor?: GPUTexture | undefined;
  depth: GPUTexture;
  motionVectors: GPUTexture;
  additive?: GPUTexture | undefined;
  renderSize: Size;
};

/** What a generated frame brings to the passes. */
export type GeneratedInputs = {
  target: GPUTexture;
  ui?: GPUTexture | undefined;
  hudless: boolean;
  displaySize: Size;
  /** Takes the place of the analytic blend where its network is ready. */
  learned?: Learned | undefined;
  /** Of the current and of the previous frame. */
  renderSize: Size;
  previousRenderSize: Size;
};

/** The passes of an interpolator for rendered frames, compiled. */
export type Passes = {
  /** Colour, motion, pyramid and, with a frame before, flow of a real frame. */
  analyse(
    encoder: GPUCommandEncoder,
    r: Resources,
    inputs: RealInputs,
    isPair: boolean,
    timer?: PassTimer,
  ): void;
  /** Motion field and picture of a generated frame. The current frame was swapped in: `read` has it, `write` the previous one. */
  generate(encoder: GPUCommandEncoder, r: Resources, inputs: GeneratedInputs, timer?: PassTimer): void;
};

/** Compiles all passes at once. */
export async function createPasses(gpu: Gpu, label: string, hdr: boolean, tuning: Tuning): Promise<Passes> {
  const compile = createCompile(gpu, label);
  const [analysis, prepare, claim, own, field, judge, blend] = await Promise.all([
    createAnalysis(compile, hdr, tuning),
    compile('prepare', prepareCode, tuning.prepare),
    compile('scatter', scatterCode, {}, 'claim'),
    compile('scatter', scatterCode, {}, 'own'),
    compile('field', fieldCode, tuning.field),
    compile('judge', judgeCode, tuning.judge),
    compile('blend', blendCode, { hdr: hdr ? 1 : 0, ...tuning.blend }),
  ]);
  return {
    analyse(encoder, r, { color, hudlessColor, depth, motionVectors, additive, renderSize }, isPair, timer) {
      analysis.keep(encoder, r, color, hudlessColor, timer);
      const made = { motion: r.motion.write, surface: r.surface.write };
      const given = { depth, motionVectors, additive: additive ?? r.none };
      prepare.record(encoder, { params: r.params.buffer, ...given, ...made }, renderSize, timer);
      if (isPair) analysis.match(encoder, r, timer);
    },
    generate(encoder, r, inputs, timer) {
      const { keys, owners } = r;
      const { renderSize, previousRenderSize } = inputs;
      const surfaces = {
        params: r.params.buffer,
        surface: r.surface.read,
        motion: r.motion.read,
        previousSurface: r.surface.write,
        previousMotion: r.motion.write,
      };
      const both = {
        width: Math.max(renderSize.width, previousRenderSize.width),
        height: Math.max(renderSize.height, previousRenderSize.height),
        depth: 2,
      };
      encoder.clearBuffer(keys);
      encoder.clearBuffer(owners);
      claim.record(encoder, { ...surfaces, keys, owners }, both, timer);
      own.record(encoder, { ...surfaces, keys, owners }, both, timer);
      field.record(encoder, { ...surfaces, owners, field: r.field }, renderSize, timer);
      judge.record(encoder, { ...candidateBindings(r), verdict: r.verdict }, renderSize, timer);
      const { displaySize, learned } = inputs;
      const bindings = blendBindings(r, inputs);
      if (learned?.record(encoder, bindings, displaySize, timer)) return;
      blend.record(encoder, bindings, displaySize, timer);
    },
  };
}

/** What candidate.wgsl reads. */
export function candidateBindings(r: Resources): PassBindings {
  return {
    params: r.params.buffer,
    field: r.field,
    beforeSmall: r.pyramid.write[0]!,
    nowSmall: r.pyramid.read[0]!,
    previousSurface: r.surface.write,
    surface: r.surface.read,
    linearSampler: r.linearSampler,
  };
}

/** What blend.wgsl reads and writes. */
export function blendBindings(
  r: Resources,
  { target, ui, hudless }: Pick<GeneratedInputs, 'target' | 'ui' | 'hudless'>,
): PassBindings {
  return {
    ...candidateBindings(r),
    flow: r.flow,
    before: r.color.write,
    now: r.color.read,
    verdict: r.verdict,
    cut: r.cut,
    hud: hudless ? r.hud : r.noHud,
    ui: ui ?? r.none,
    output: target,
  };
}
