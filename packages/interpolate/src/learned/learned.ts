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
import {
  allOrDispose,
  openOptionalStage,
  stageLibraries,
  type OptionalStage,
  type ShippedModels,
} from '@frameloom/nn/stage';
import { libraries } from '../libraries.ts';
import type { ModelSource } from '../model-source.ts';
import parametersCode from '../passes/parameters/parameters.wgsl?raw';

/** The part of a generated frame that a network decides: its features, the network, and what is made by its parameters. */
export interface Learned extends Pick<OptionalStage<string, string, unknown>, 'state' | 'done' | 'dispose'> {
  /** Bytes of GPU memory. */
  readonly bytes: number;
  /** Records what stands in for the analytic choice, where the network is ready; tells whether it did. */
  record(encoder: GPUCommandEncoder, bindings: PassBindings, displaySize: Size, timer?: PassTimer): boolean;
}

/** A pass to compile: its folder's name, its code, and constants. */
export type LearnedPass = { name: string; code: string; constants?: Record<string, number> };

/** What differs between the networks for games and for video. */
export type LearnedKind = {
  shipped: ShippedModels;
  /** Channels of the features. */
  features: number;
  /** Numbers of the answer for a pixel, a multiple of four. */
  parameters: number;
  /** Size at which the network sees a frame. */
  sizeOf(display: Size): Size;
  /** What the features read of what the choice reads. */
  reads: readonly string[];
  featuresPass: LearnedPass;
  /** Makes the frame. */
  choicePass: LearnedPass;
  /** The library that the choice has in place of the analytic one, by name. */
  choice: Readonly<Record<string, string>>;
  /** Weights beside those of the layers, and their binding. */
  more?(gpu: Gpu, tensors: Tensors): More;
};

type More = { bindings: PassBindings; readonly bytes: number; dispose(): void };

/**
 * Loads a network and compiles it and its passes, in the background. Frames before it is ready, and all frames if it
 * fails, are chosen analytically; a failure is said once on the console.
 */
export function openLearned(
  gpu: Gpu,
  label: string,
  source: ModelSource,
  kind: LearnedKind,
  onProgress?: (progress: LoadProgress) => void,
): Learned {
  const stage = openOptionalStage(
    gpu,
    source,
    {
      purpose: 'the interpolator',
      advice: 'Give a model from models/interpolate.',
      inputs: { features: { channels: kind.features } },
      outputs: { answer: { channels: 4 * kind.parameters, level: 1 } },
    },
    {
      label: `${label}/network`,
      shipped: kind.shipped,
      parts: ({ tensors }) => compileParts(gpu, label, kind, tensors),
      onProgress,
    },
    { label, otherwise: 'frames are blended without it' },
  );
  const layers = kind.parameters / 4;
  let parameters: Parameters | undefined;
  return {
    get state() {
      return stage.state;
    },
    done: stage.done,
    get bytes() {
      return stage.bytes + (stage.ready?.parts.more?.bytes ?? 0) + (parameters?.bytes ?? 0);
    },
    record(encoder, bindings, displaySize, timer) {
      const { ready } = stage;
      if (!ready) return false;
      const { features, parametersPass, choice, more } = ready.parts;
      const size = kind.sizeOf(displaySize);
      if (!parameters?.fits(size)) {
        parameters?.dispose();
        parameters = createParameters(gpu, label, size, layers);
      }
      const { inputs, outputs } = ready.resize(size);
      const { texture } = parameters;
      features.record(
        encoder,
        { ...pick(bindings, kind.reads), features: inputs.features.buffer },
        size,
        timer,
      );
      ready.record(encoder, size, { timer });
      parametersPass.record(encoder, { answer: outputs.answer.buffer, parameters: texture }, size, timer);
      choice.record(encoder, { ...bindings, parameters: texture, ...more?.bindings }, displaySize, timer);
      return true;
    },
    dispose() {
      stage.dispose();
      parameters?.dispose();
      parameters = undefined;
    },
  };
}

function pick(bindings: PassBindings, names: readonly string[]): PassBindings {
  return Object.fromEntries(names.map((name) => [name, bindings[name]!]));
}

type Parts = { features: Pass; parametersPass: Pass; choice: Pass; more: More | undefined; dispose(): void };

async function compileParts(gpu: Gpu, label: string, kind: LearnedKind, tensors: Tensors): Promise<Parts> {
  const compile = ({ name, code, constants = {} }: LearnedPass): Promise<Pass> =>
    createPass(gpu, {
      label: `${label}/${name}`,
      code,
      libraries: { ...libraries, ...stageLibraries, ...kind.choice },
      constants,
    });
  const more = kind.more?.(gpu, tensors);
  const layers = kind.parameters / 4;
  const [features, parametersPass, choice] = await allOrDispose([
    compile(kind.featuresPass),
    compile({ name: 'parameters', code: parametersCode, constants: { layers } }),
    compile(kind.choicePass),
  ]).catch((error: unknown) => {
    more?.dispose();
    throw error;
  });
  return { features, parametersPass, choice, more, dispose: () => more?.dispose() };
}

/** The network's answer as a texture. */
type Parameters = {
  texture: GPUTexture;
  readonly bytes: number;
  fits(size: Size): boolean;
  dispose(): void;
};

function createParameters(gpu: Gpu, label: string, { width, height }: Size, layers: number): Parameters {
  const pool = createPool(gpu, label);
  return {
    texture: pool.texture({
      label: `${label}/parameters`,
      width,
      height: layers * height,
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
