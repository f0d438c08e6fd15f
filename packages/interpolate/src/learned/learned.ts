import {
  createPass,
  createPool,
  type Gpu,
  type Pass,
  type PassBindings,
  type PassTimer,
} from '@frameloom/gpu';
import type { LoadProgress } from '@frameloom/gpu/files';
import type { Size } from '@frameloom/gpu/frame';
import { allOrDispose, openStage } from '@frameloom/nn/stage';
import { libraries } from '../libraries.ts';
import { shippedModels, type ModelSource, type ModelState } from '../model-source.ts';
import blendCode from '../passes/blend/blend.wgsl?raw';
import choice from '../passes/blend/learned.wgsl?raw';
import featuresCode from '../passes/features/features.wgsl?raw';
import parametersCode from '../passes/parameters/parameters.wgsl?raw';
import { quarterOf } from './quarter.ts';

/** The part of a generated frame that a network decides: its features, the network, and the blend by its parameters. */
export interface Learned {
  readonly state: ModelState;
  /** Settled when the state is; never rejects. */
  readonly done: Promise<void>;
  /** Bytes of GPU memory. */
  readonly bytes: number;
  /** Records what stands in for the analytic blend, where the network is ready; tells whether it did. */
  record(encoder: GPUCommandEncoder, bindings: PassBindings, displaySize: Size, timer?: PassTimer): boolean;
  dispose(): void;
}

/** Channels that features.wgsl writes, and that parameters.wgsl reads per 2×2 texels. */
const channels = { features: 20, answer: 32 } as const;

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
  const stage = openStage(
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
      parts: () => compileParts(gpu, label, hdr),
      onProgress,
    },
  );
  let parameters: Parameters | undefined;
  return {
    get state() {
      return stage.state === 'disposed' ? 'none' : stage.state;
    },
    done: stage.done.then(() => {
      if (stage.state !== 'failed') return;
      const reason = stage.error?.message ?? '';
      console.warn(`${label}: the network could not be used, frames are blended without it. ${reason}`);
    }),
    get bytes() {
      return stage.bytes + (parameters?.bytes ?? 0);
    },
    record(encoder, bindings, displaySize, timer) {
      const { ready } = stage;
      if (!ready) return false;
      const { features, parametersPass, blend } = ready.parts;
      const quarter = quarterOf(displaySize);
      if (!parameters?.fits(quarter)) {
        parameters?.dispose();
        parameters = createParameters(gpu, label, quarter);
      }
      const { inputs, outputs } = ready.resize(quarter);
      const { params, first, second } = { params: bindings['params']!, ...parameters };
      features.record(encoder, { ...pick(bindings, read), features: inputs.features.buffer }, quarter, timer);
      ready.record(encoder, quarter, { timer });
      parametersPass.record(
        encoder,
        { params, answer: outputs.answer.buffer, first, second },
        quarter,
        timer,
      );
      const chosen = { ...bindings, parametersFirst: first, parametersSecond: second };
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

async function compileParts(
  gpu: Gpu,
  label: string,
  hdr: boolean,
): Promise<{ features: Pass; parametersPass: Pass; blend: Pass }> {
  const compile = (name: string, code: string, constants = {}): Promise<Pass> =>
    createPass(gpu, {
      label: `${label}/${name}`,
      code,
      libraries: { ...libraries, choice },
      constants,
    });
  const [features, parametersPass, blend] = await allOrDispose([
    compile('features', featuresCode),
    compile('parameters', parametersCode),
    compile('blend-learned', blendCode, { hdr: hdr ? 1 : 0 }),
  ]);
  return { features, parametersPass, blend };
}

/** The network's answer as textures. */
type Parameters = {
  first: GPUTexture;
  second: GPUTexture;
  readonly bytes: number;
  fits(size: Size): boolean;
  dispose(): void;
};

function createParameters(gpu: Gpu, label: string, size: Size): Parameters {
  const pool = createPool(gpu, label);
  const texture = (name: string): GPUTexture =>
    pool.texture({
      label: `${label}/parameters-${name}`,
      ...size,
      format: 'rgba8unorm',
      usage: GPUTextureUsage.TEXTURE_BINDING | GPUTextureUsage.STORAGE_BINDING,
    });
  return {
    first: texture('first'),
    second: texture('second'),
    get bytes() {
      return pool.bytes;
    },
    fits: ({ width, height }) => width === size.width && height === size.height,
    dispose: () => pool.dispose(),
  };
}
