import {
  createPass,
  createPool,
  type Gpu,
  type Pass,
  type PassTimer,
  type ResourcePool,
  type WgslLibraries,
} from '@frameloom/gpu';
import type { Size } from '@frameloom/gpu/frame';
import type { LoadProgress } from '@frameloom/gpu/files';
import type { FeatureMap } from '@frameloom/nn';
import { openStage, type ReadyStage, type Stage, type StageContract } from '@frameloom/nn/stage';
import { temporalLibraries, type ShaderVariant } from './libraries.ts';
import { shippedModels, type ModelSource, type ModelState } from './model-source.ts';
import accumulateCode from './passes/accumulate/accumulate.wgsl?raw';
import { accumulateBindings, accumulateSize } from './passes/accumulate/bindings.ts';
import learnedCode from './passes/accumulate/learned.wgsl?raw';
import featuresCode from './passes/features/features.wgsl?raw';
import parametersCode from './passes/parameters/parameters.wgsl?raw';
import type { FrameResources } from './resources.ts';

/** The part of a frame that a network decides: its features, the network, and accumulation by its parameters. */
export interface Learned {
  readonly state: ModelState;
  /** Settled when the state is; never rejects. */
  readonly done: Promise<void>;
  /** Bytes of GPU memory. */
  readonly bytes: number;
  /** Records what stands in for the analytic accumulation, where the network is ready; tells whether it did. */
  record(
    encoder: GPUCommandEncoder,
    resources: FrameResources,
    writesOutput: boolean,
    timer?: PassTimer,
  ): boolean;
  dispose(): void;
}

/** The libraries of the learned path; apart from those of the others, so that only apps with a network load it. */
export function learnedLibraries(variant: Pick<ShaderVariant, 'alpha'>): WgslLibraries {
  return { ...temporalLibraries(variant), decide: learnedCode };
}

/** Channels that features.wgsl writes, and that parameters.wgsl reads per 2×2 render pixels. */
const channels = { features: 16, answer: 32 } as const;

const contract: StageContract<'features', 'answer'> = {
  purpose: 'the upscaler',
  advice: 'Give a model from models/upscale.',
  inputs: { features: { channels: channels.features, external: true } },
  outputs: { answer: { channels: channels.answer, level: 1, external: true } },
};

type LearnedPasses = Record<'features' | 'parameters' | 'accumulate' | 'accumulateAndWrite', Pass>;

/**
 * Loads a network and compiles it and its passes, in the background. Frames before it is ready, and all frames if it
 * fails, take the analytic path; a failure is said once on the console.
 */
export function openLearned(
  gpu: Gpu,
  label: string,
  source: ModelSource,
  variant: ShaderVariant,
  onProgress?: (progress: LoadProgress) => void,
): Learned {
  const stage = openStage(gpu, source, contract, {
    label: `${label}/network`,
    shipped: shippedModels,
    parts: () => compilePasses(gpu, label, variant),
    onProgress,
  });
  let maps: Maps | undefined;
  const mapsFor = (ready: ReadyStage<'features', 'answer', LearnedPasses>, capacity: Size): Maps => {
    if (maps && maps.capacity.width >= capacity.width && maps.capacity.height >= capacity.height) return maps;
    maps?.pool.dispose();
    maps = createMaps(gpu, label, capacity, { sharesBuffer: !lastLayerReadsInput(ready) });
    return maps;
  };

  return {
    get state() {
      return stage.state === 'disposed' ? 'none' : stage.state;
    },
    done: stage.done.then(() => warnOfFailure(label, stage)),
    get bytes() {
      return stage.bytes + (maps?.pool.bytes ?? 0);
    },
    record(encoder, resources, writesOutput, timer) {
      const { ready } = stage;
      if (!ready) return false;
      const { capacity } = resources.render;
      ready.maps(capacity);
      recordLearned(encoder, ready, mapsFor(ready, capacity), resources, writesOutput, timer);
      return true;
    },
    dispose() {
      stage.dispose();
      maps?.pool.dispose();
      maps = undefined;
    },
  };
}

function recordLearned(
  encoder: GPUCommandEncoder,
  ready: ReadyStage<'features', 'answer', LearnedPasses>,
  { features, answer, first, second }: Maps,
  resources: FrameResources,
  writesOutput: boolean,
  timer?: PassTimer,
): void {
  const { frame, fixed, render, display } = resources;
  const passes = ready.parts;
  const params = fixed.params.buffer;
  const size = frame.renderSize;
  passes.features.record(
    encoder,
    {
      params,
      prepared: render.prepared,
      motion: render.motion,
      mask: render.mask,
      history: display.history.read,
      linearSampler: fixed.linearSampler,
      exposure: fixed.exposure,
      feedback: second,
      features: features.buffer,
    },
    size,
    timer,
  );
  ready.record(encoder, size, { inputs: { features }, outputs: { answer }, timer });
  passes.parameters.record(encoder, { params, answer: answer.buffer, first, second }, size, timer);
  const pass = writesOutput ? passes.accumulateAndWrite : passes.accumulate;
  pass.record(encoder, { ...accumulateBindings(resources), first, second }, accumulateSize(resources), timer);
}

async function compilePasses(gpu: Gpu, label: string, variant: ShaderVariant): Promise<LearnedPasses> {
  const hdr = variant.hdr ? 1 : 0;
  const libraries = learnedLibraries(variant);
  const compile = (name: string, code: string, constants: Record<string, number>): Promise<Pass> =>
    createPass(gpu, { label: `${label}/${name}`, code, libraries, constants });
  const accumulateWith = (writeOutput: number): Promise<Pass> =>
    createPass(gpu, {
      label: `${label}/accumulate-learned`,
      file: 'accumulate.wgsl',
      code: accumulateCode,
      libraries,
      constants: { hdr, writeOutput },
    });
  const [features, parameters, accumulate, accumulateAndWrite] = await Promise.all([
    compile('features', featuresCode, { hdr }),
    compile('parameters', parametersCode, {}),
    accumulateWith(0),
    accumulateWith(1),
  ]);
  return { features, parameters, accumulate, accumulateAndWrite };
}

function warnOfFailure(label: string, stage: Stage<'features', 'answer', LearnedPasses>): void {
  if (stage.state !== 'failed') return;
  const reason = stage.error?.message ?? '';
  console.warn(`${label}: the network could not be used, the analytic path goes on. ${reason}`);
}

type Maps = {
  capacity: Size;
  pool: ResourcePool;
  features: FeatureMap;
  answer: FeatureMap;
  /** Parameters as learned.wgsl reads them. What `second` holds of the last frame is among the next frame's features. */
  first: GPUTexture;
  second: GPUTexture;
};

function createMaps(
  gpu: Gpu,
  label: string,
  capacity: Size,
  { sharesBuffer }: { sharesBuffer: boolean },
): Maps {
  const pool = createPool(gpu, label);
  const { features, answer } = mapBytes(capacity);
  const buffer = (name: string, size: number): GPUBuffer =>
    pool.buffer({ label: `${label}/${name}`, size, usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC });
  const texture = (name: string): GPUTexture =>
    pool.texture({
      label: `${label}/${name}`,
      ...capacity,
      format: 'rgba8unorm',
      usage: GPUTextureUsage.TEXTURE_BINDING | GPUTextureUsage.STORAGE_BINDING,
    });
  const input = buffer('features', sharesBuffer ? Math.max(features, answer) : features);
  return {
    capacity,
    pool,
    features: { buffer: input, channels: channels.features, format: 'f16' },
    answer: {
      buffer: sharesBuffer ? input : buffer('answer', answer),
      channels: channels.answer,
      format: 'f16',
    },
    first: texture('parameters-first'),
    second: texture('parameters-second'),
  };
}

/** Bytes of the maps around a network whose answer takes the place of its features, and of its parameters. */
export function learnedMapBytes(capacity: Size): number {
  const { features, answer } = mapBytes(capacity);
  return Math.max(features, answer) + 2 * 4 * capacity.width * capacity.height;
}

function mapBytes({ width, height }: Size): { features: number; answer: number } {
  return {
    features: width * height * channels.features * 2,
    answer: Math.ceil(width / 2) * Math.ceil(height / 2) * channels.answer * 2,
  };
}

/** Only then must the answer not take the place of the features. */
function lastLayerReadsInput({ config, network }: ReadyStage<'features', 'answer', LearnedPasses>): boolean {
  const layers = (config.architecture as { layers?: readonly { input?: unknown; residual?: unknown }[] })
    .layers;
  const { input, residual } = layers?.at(-1) ?? {};
  return [input, residual].flat().includes(network.inputs[0]?.name);
}
