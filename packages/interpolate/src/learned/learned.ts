import {
  createPass,
  createPool,
  type Gpu,
  type Pass,
  type PassBindings,
  type PassTimer,
} from '@frameloom/gpu';
import type { LoadProgress, Tensors } from '@frameloom/gpu/files';
import type { Size } from '@frameloom/gpu/frame';
import { allOrDispose, openOptionalStage, stageLibraries, type OptionalStage } from '@frameloom/nn/stage';
import { libraries } from '../libraries.ts';
import { shippedModels, type ModelSource } from '../model-source.ts';
import blendCode from '../passes/blend/blend.wgsl?raw';
import choice from '../passes/blend/learned.wgsl?raw';
import featuresCode from '../passes/features/features.wgsl?raw';
import parametersCode from '../passes/parameters/parameters.wgsl?raw';
import { createChooser, type Chooser } from './chooser.ts';
import { quarterOf } from './quarter.ts';

/** The part of a generated frame that a network decides: its features, the network, and the blend by its parameters. */
export interface Learned extends Pick<OptionalStage<string, string, unknown>, 'state' | 'done' | 'dispose'> {
  /** Bytes of GPU memory. */
  readonly bytes: number;
  /** Records what stands in for the analytic blend, where the network is ready; tells whether it did. */
  record(encoder: GPUCommandEncoder, bindings: PassBindings, displaySize: Size, timer?: PassTimer): boolean;
}

/** Channels that features.wgsl writes, and that parameters.wgsl reads per 2×2 texels. */
const channels = { features: 20, answer: 64 } as const;

/**
 * Loads a network and compiles it and its passes, in the background. Frames before it is ready, and all frames if it
 * fails, are blended analytically; a failure is said once on the console.
 */
export function openLearned(
  gpu: Gpu,
  label: string,
  source: ModelSource,
  hdr: boolean,
  onProgress?: (progress: LoadProgress) => void,
): Learned {
  const stage = openOptionalStage(
    gpu,
    source,
    {
      purpose: 'the interpolator',
      advice: 'Give a model from models/interpolate.',
      inputs: { features: { channels: channels.features } },
      outputs: { answer: { channels: channels.answer, level: 1 } },
    },
    {
      label: `${label}/network`,
      shipped: shippedModels,
      parts: ({ tensors }) => compileParts(gpu, label, hdr, tensors),
      onProgress,
    },
    { label, otherwise: 'frames are blended without it' },
  );
  let parameters: Parameters | undefined;
  return {
    get state() {
      return stage.state;
    },
    done: stage.done,
    get bytes() {
      return stage.bytes + (stage.ready?.parts.chooser.bytes ?? 0) + (parameters?.bytes ?? 0);
    },
    record(encoder, bindings, displaySize, timer) {
      const { ready } = stage;
      if (!ready) return false;
      const { features, parametersPass, blend, chooser } = ready.parts;
      const quarter = quarterOf(displaySize);
      if (!parameters?.fits(quarter)) {
        parameters?.dispose();
        parameters = createParameters(gpu, label, quarter);
      }
      const { inputs, outputs } = ready.resize(quarter);
      const { texture } = parameters;
      features.record(encoder, { ...pick(bindings, read), features: inputs.features.buffer }, quarter, timer);
      ready.record(encoder, quarter, { timer });
      parametersPass.record(
        encoder,
        { params: bindings['params']!, answer: outputs.answer.buffer, parameters: texture },
        quarter,
        timer,
      );
      const chosen = { ...bindings, parameters: texture, chooser: chooser.buffer };
      blend.record(encoder, chosen, displaySize, timer);
      return true;
    },
    dispose() {
      stage.dispose();
      parameters?.dispose();
      parameters = undefined;
    },
  };
}

/** What features.wgsl reads of what the blend reads. */
const read = ['params', 'field', 'flow', 'beforeSmall', 'nowSmall', 'linearSampler', 'verdict'] as const;

function pick(bindings: PassBindings, names: readonly string[]): PassBindings {
  return Object.fromEntries(names.map((name) => [name, bindings[name]!]));
}

type Parts = { features: Pass; parametersPass: Pass; blend: Pass; chooser: Chooser; dispose(): void };

async function compileParts(gpu: Gpu, label: string, hdr: boolean, tensors: Tensors): Promise<Parts> {
  const compile = (name: string, code: string, constants = {}): Promise<Pass> =>
    createPass(gpu, {
      label: `${label}/${name}`,
      code,
      libraries: { ...libraries, ...stageLibraries, choice },
      constants,
    });
  const chooser = createChooser(gpu, label, tensors);
  const [features, parametersPass, blend] = await allOrDispose([
    compile('features', featuresCode),
    compile('parameters', parametersCode),
    compile('blend-learned', blendCode, { hdr: hdr ? 1 : 0 }),
  ]).catch((error: unknown) => {
    chooser.dispose();
    throw error;
  });
  return { features, parametersPass, blend, chooser, dispose: () => chooser.dispose() };
}

/** The network's answer as a texture. */
type Parameters = {
  texture: GPUTexture;
  readonly bytes: number;
  fits(size: Size): boolean;
  dispose(): void;
};

function createParameters(gpu: Gpu, label: string, { width, height }: Size): Parameters {
  const pool = createPool(gpu, label);
  return {
    texture: pool.texture({
      label: `${label}/parameters`,
      width,
      height: 4 * height,
      format: 'rgba8unorm',
      usage: GPUTextureUsage.TEXTURE_BINDING | GPUTextureUsage.STORAGE_BINDING,
    }),
    get bytes() {
      return pool.bytes;
    },
    fits: (size) => size.width === width && size.height === height,
    dispose: () => pool.dispose(),
  };
}
