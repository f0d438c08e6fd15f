import { createPass, type Gpu, type Pass, type PassTimer } from '@frameloom/gpu';
import type { Size } from '@frameloom/gpu/frame';
import { libraries } from './libraries.ts';
import cutCode from './passes/cut/cut.wgsl?raw';
import flowCode from './passes/flow/flow.wgsl?raw';
import intakeCode from './passes/intake/intake.wgsl?raw';
import pyramidCode from './passes/pyramid/pyramid.wgsl?raw';
import type { Resources } from './resources.ts';

/** Constants of shaders by name. */
export type Constants = Record<string, number>;

/** Compiles one shader of this package. */
export type Compile = (
  name: string,
  code: string,
  constants?: Constants,
  entryPoint?: string,
) => Promise<Pass>;

/** Makes the compiler of one interpolator. */
export function createCompile(gpu: Gpu, label: string): Compile {
  return (name, code, constants = {}, entryPoint) =>
    createPass(gpu, {
      label: `${label}/${name}`,
      code,
      libraries,
      constants,
      ...(entryPoint && { entryPoint }),
    });
}

/** What is done with every real picture, with or without motion vectors. */
export type Analysis = {
  /** Keeps colour, and the HUD apart where it is known, and makes the pyramid. */
  keep(
    encoder: GPUCommandEncoder,
    r: Resources,
    color: GPUTexture,
    hudless: GPUTexture | undefined,
    timer?: PassTimer,
  ): void;
  /** Flow from the previous picture, and whether there is a cut. */
  match(encoder: GPUCommandEncoder, r: Resources, timer?: PassTimer): void;
};

/** Compiles the passes of the analysis. */
export async function createAnalysis(
  compile: Compile,
  hdr: boolean,
  { flow: flowTuning = {}, cut: cutTuning = {} }: { flow?: Constants; cut?: Constants },
): Promise<Analysis> {
  const [intake, pyramidFirst, pyramid, flowCoarsest, flow, flowAgain, cut] = await Promise.all([
    compile('intake', intakeCode, { hdr: hdr ? 1 : 0 }),
    compile('pyramid', pyramidCode, { first: 1 }),
    compile('pyramid', pyramidCode),
    compile('flow', flowCode, { ...flowTuning, coarsest: 1 }),
    compile('flow', flowCode, flowTuning),
    compile('flow', flowCode, { ...flowTuning, repeated: 1, steps: 3 }),
    compile('cut', cutCode, cutTuning),
  ]);
  return {
    keep(encoder, r, color, hudless, timer) {
      const kept = r.color.write;
      const pictures = { color, hudless: hudless ?? r.none, kept, hud: hudless ? r.hud : r.noHud };
      intake.record(encoder, { params: r.params.buffer, ...pictures }, sizeOf(kept), timer);
      r.pyramid.write.forEach((level, l) => {
        const source = l === 0 ? kept : r.pyramid.write[l - 1]!;
        (l === 0 ? pyramidFirst : pyramid).record(encoder, { source, level }, sizeOf(level), timer);
      });
    },
    match(encoder, r, timer) {
      const { linearSampler, flows, none } = r;
      const shared = { params: r.params.buffer, linearSampler, motion: r.motion.write };
      const levels = r.pyramid.write;
      const coarsest = levels.length - 1;
      const record = (pass: Pass, level: number, coarser: GPUTexture, into: GPUTexture): void => {
        const pictures = { before: r.pyramid.read[level]!, now: levels[level]! };
        pass.record(encoder, { ...shared, ...pictures, coarser, flow: into }, sizeOf(into), timer);
      };
      for (let l = coarsest; l >= 0; l--) {
        record(l === coarsest ? flowCoarsest : flow, l, flows[l + 1] ?? none, flows[l]!);
      }
      record(flowAgain, 0, flows[0]!, r.flow);
      const among = flows[Math.min(1, coarsest)]!;
      cut.record(encoder, { flow: among, cut: r.cut }, { width: 1 }, timer);
    },
  };
}

function sizeOf({ width, height }: GPUTexture): Size {
  return { width, height };
}
