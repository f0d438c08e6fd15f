import type { Gpu, PassTimer } from '@frameloom/gpu';
import type { Learned } from './learned.ts';
import { createPass } from './pass.ts';
import { lib, stateAlias } from './prelude.ts';
import accumulateCode from './passes/accumulate/accumulate.wgsl?raw';
import classifyCode from './passes/classify/classify.wgsl?raw';
import debugCode from './passes/debug/debug.wgsl?raw';
import exposureCode from './passes/exposure/exposure.wgsl?raw';
import prepareCode from './passes/prepare/prepare.wgsl?raw';
import pyramidCode from './passes/pyramid/pyramid.wgsl?raw';
import sharpenCode from './passes/sharpen/sharpen.wgsl?raw';
import type { DisplayResources, FixedResources, RenderResources } from './resources.ts';
import type { Size } from './sizes.ts';
import type { UpscaleFrame } from './types.ts';

/** Everything that one frame's passes read and write. */
export type FrameResources = {
  frame: UpscaleFrame;
  target: GPUTexture;
  displaySize: Size;
  fixed: FixedResources;
  render: RenderResources;
  display: DisplayResources;
};

/** The upscaler's passes, compiled. */
export type Passes = {
  record(
    encoder: GPUCommandEncoder,
    resources: FrameResources,
    options: { sharpen: boolean; debug: boolean; learned?: Learned | undefined },
    timer?: PassTimer,
  ): void;
};

/** Tunable constants of the passes, by pass; the defaults stand in the shaders. */
export type Tuning = Partial<Record<'pyramid' | 'classify' | 'accumulate', Record<string, number>>>;

/** What the passes are compiled for. */
export type PassesOptions = { hdr: boolean; stateFormat: 'rgba8unorm' | 'rgba16float'; tuning?: Tuning };

const compiled = new WeakMap<GPUDevice, Map<string, Promise<Passes>>>();

/** Compiles all passes at once; a second upscaler on the same device gets those of the first. */
export function createPasses(gpu: Gpu, label: string, options: PassesOptions): Promise<Passes> {
  const known = compiled.get(gpu.device) ?? new Map<string, Promise<Passes>>();
  compiled.set(gpu.device, known);
  const key = JSON.stringify([label, options]);
  const found = known.get(key);
  if (found) return found;
  const passes = compilePasses(gpu, label, options);
  known.set(key, passes);
  passes.catch(() => known.delete(key));
  return passes;
}

async function compilePasses(gpu: Gpu, label: string, options: PassesOptions): Promise<Passes> {
  const hdr = options.hdr ? 1 : 0;
  const state = stateAlias(options.stateFormat);
  const { params, color, motion, filter, history, tuning } = lib;
  const accumulate = (writeOutput: number, suffix: string) =>
    createPass(gpu, {
      label: `${label}/accumulate${suffix}`,
      code: [state, params, color, motion, filter, history, tuning, accumulateCode],
      constants: { hdr, writeOutput, ...options.tuning?.accumulate },
    });
  const [exposure, prepare, pyramid, classify, accumulateOnly, accumulateAndWrite, sharpen, debug] =
    await Promise.all([
      createPass(gpu, {
        label: `${label}/exposure`,
        code: [params, color, exposureCode],
        constants: { hdr },
        tile: 64,
      }),
      createPass(gpu, {
        label: `${label}/prepare`,
        code: [params, color, motion, prepareCode],
        constants: { hdr },
      }),
      createPass(gpu, {
        label: `${label}/pyramid`,
        code: [params, color, motion, pyramidCode],
        ...(options.tuning?.pyramid && { constants: options.tuning.pyramid }),
        tile: 16,
      }),
      createPass(gpu, {
        label: `${label}/classify`,
        code: [params, color, motion, classifyCode],
        constants: { hdr, ...options.tuning?.classify },
      }),
      accumulate(0, ''),
      accumulate(1, '-and-write'),
      createPass(gpu, { label: `${label}/sharpen`, code: [params, color, sharpenCode], constants: { hdr } }),
      createPass(gpu, {
        label: `${label}/debug`,
        code: [params, color, motion, debugCode],
        constants: { hdr },
      }),
    ]);

  return {
    record(
      encoder,
      { frame, target, displaySize, fixed, render, display },
      { sharpen: sharpened, debug: view, learned },
      timer,
    ) {
      const { params: uniforms, exposure: exposed, none, linearSampler } = fixed;
      const { prepared, motion: motions, mask, luma, shading, previousNearness, partials } = render;
      const { history: kept, state: states } = display;
      const moved = motions.write;
      const size = frame.renderSize;

      encoder.clearBuffer(previousNearness);
      exposure.record(
        encoder,
        [uniforms, partials, frame.exposure ?? none, exposed],
        { width: 1, height: 1 },
        timer,
      );
      prepare.record(
        encoder,
        [uniforms, frame.color, frame.depth, frame.motionVectors, kept.read, linearSampler, exposed].concat([
          previousNearness,
          prepared,
          moved,
        ]),
        size,
        timer,
      );
      pyramid.record(encoder, [uniforms, prepared, moved, partials, shading], size, timer);
      classify.record(
        encoder,
        [uniforms, prepared, moved, motions.read, previousNearness, shading, linearSampler].concat([
          frame.reactive ?? none,
          frame.opaqueColor ?? none,
          frame.color,
          luma.read,
          luma.write,
          mask,
        ]),
        size,
        timer,
      );
      const writes = !sharpened && !view;
      if (learned) {
        learned.record(encoder, { frame, target, displaySize, fixed, render, display }, writes, timer);
      } else {
        (writes ? accumulateAndWrite : accumulateOnly).record(
          encoder,
          [uniforms, prepared, moved, mask, shading, kept.read, states.read, linearSampler, exposed].concat([
            kept.write,
            states.write,
            target,
          ]),
          displaySize,
          timer,
        );
      }
      if (view) {
        debug.record(
          encoder,
          [uniforms, moved, mask, kept.write, states.write, exposed, target],
          displaySize,
          timer,
        );
      } else if (sharpened) {
        sharpen.record(encoder, [uniforms, kept.write, states.write, exposed, target], displaySize, timer);
      }
    },
  };
}
