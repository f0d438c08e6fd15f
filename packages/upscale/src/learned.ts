import { createPingPong, createPool, FrameloomError } from '@frameloom/gpu';
import type { Gpu, KernelResource, PassTimer, PingPong, ResourcePool } from '@frameloom/gpu';
import type { FeatureMap, Model, Network } from '@frameloom/nn';
import { createPass, type Pass } from './pass.ts';
import type { FrameResources, PassesOptions } from './passes.ts';
import accumulateCode from './passes/accumulate-learned/accumulate-learned.wgsl?raw';
import featuresCode from './passes/features/features.wgsl?raw';
import parametersCode from './passes/parameters/parameters.wgsl?raw';
import { lib, stateAlias } from './prelude.ts';
import type { Size } from './sizes.ts';

/** The part of a frame that a network decides: what it sees, the network, and accumulation by what it says. */
export interface Learned {
  /** Bytes of GPU memory. */
  readonly bytes: number;
  /** Records what stands in for the analytic accumulation. */
  record(encoder: GPUCommandEncoder, resources: FrameResources, writes: boolean, timer?: PassTimer): void;
  dispose(): void;
}

/** Channels that features.wgsl writes, and that accumulate-learned.wgsl reads per 2×2 render pixels. */
const channels = { features: 16, answer: 32 } as const;

/**
 * Compiles the passes around a network and the network itself.
 * @throws FrameloomError `load-failed` where the model is not one for this upscaler; `compilation`, `unsupported`.
 */
export async function createLearned(
  gpu: Gpu,
  label: string,
  model: Model,
  options: Omit<PassesOptions, 'tuning'>,
): Promise<Learned> {
  // Apps without a network do not load this package.
  const { createFeatureMap, createNetwork } = await import('@frameloom/nn');
  const hdr = options.hdr ? 1 : 0;
  const { params, color, motion, filter, history, tuning } = lib;
  const accumulate = (writeOutput: number): Promise<Pass> =>
    createPass(gpu, {
      label: `${label}/accumulate-learned`,
      code: [stateAlias(options.stateFormat), params, color, motion, filter, history, tuning, accumulateCode],
      constants: { hdr, writeOutput },
    });
  const [network, features, parameters, accumulateOnly, accumulateAndWrite] = await Promise.all([
    openNetwork(gpu, label, model, createNetwork),
    createPass(gpu, {
      label: `${label}/features`,
      code: [params, color, motion, featuresCode],
      constants: { hdr },
    }),
    createPass(gpu, { label: `${label}/parameters`, code: [params, parametersCode] }),
    accumulate(0),
    accumulate(1),
  ]);
  const [input, output] = [network.inputs[0]!.name, network.outputs[0]!.name];

  let maps: Maps | undefined;
  const mapsFor = (capacity: Size): Maps => {
    if (maps && maps.capacity.width >= capacity.width && maps.capacity.height >= capacity.height) return maps;
    maps?.pool.dispose();
    network.resize(capacity);
    maps = createMaps(gpu, label, capacity, createFeatureMap);
    return maps;
  };

  return {
    get bytes() {
      return network.bytes + (maps?.pool.bytes ?? 0);
    },
    record(encoder, { frame, target, displaySize, fixed, render, display }, writes, timer) {
      const { params: uniforms, exposure, linearSampler } = fixed;
      const { prepared, mask, shading } = render;
      const moved = render.motion.write;
      const { history, state } = display;
      const held = mapsFor(render.capacity);
      const size = frame.renderSize;
      const seen: KernelResource[] = [uniforms, prepared, moved, mask, history.read, linearSampler, exposure];
      features.record(encoder, [...seen, held.second.read, held.features.buffer], size, timer);
      network.record(encoder, { [input]: held.features }, { [output]: held.answer }, size, timer);
      parameters.record(encoder, [uniforms, held.answer.buffer, held.first, held.second.write], size, timer);
      const past: KernelResource[] = [history.read, state.read, linearSampler, exposure];
      const results: KernelResource[] = [history.write, state.write, target];
      const said: KernelResource[] = [held.first, held.second.write];
      (writes ? accumulateAndWrite : accumulateOnly).record(
        encoder,
        [uniforms, prepared, moved, mask, shading, ...past, ...results, ...said],
        displaySize,
        timer,
      );
      held.second.swap();
    },
    dispose() {
      network.dispose();
      maps?.pool.dispose();
      maps = undefined;
    },
  };
}

async function openNetwork(
  gpu: Gpu,
  label: string,
  { config, tensors }: Model,
  createNetwork: typeof import('@frameloom/nn').createNetwork,
): Promise<Network> {
  const network = await createNetwork(gpu, config.architecture, tensors, {
    maxSize: { width: 1, height: 1 },
    label: `${label}/network`,
  });
  const [input, ...otherInputs] = network.inputs;
  const [output, ...otherOutputs] = network.outputs;
  const fits =
    input?.channels === channels.features &&
    output?.channels === channels.answer &&
    output.level === 1 &&
    otherInputs.length + otherOutputs.length === 0;
  if (fits) return network;
  network.dispose();
  throw new FrameloomError(
    'load-failed',
    `${label}: the model ${JSON.stringify(config.name)} (task ${JSON.stringify(config.task)}) is not one for the upscaler: one input of ` +
      `${channels.features} channels and one output of ${channels.answer} at half of its size are needed. Give a model from models/upscale.`,
  );
}

type Maps = {
  capacity: Size;
  pool: ResourcePool;
  features: FeatureMap;
  answer: FeatureMap;
  first: GPUTexture;
  /** What the network said last time is what it sees next time. */
  second: PingPong<GPUTexture>;
};

function createMaps(
  gpu: Gpu,
  label: string,
  capacity: Size,
  createFeatureMap: typeof import('@frameloom/nn').createFeatureMap,
): Maps {
  const pool = createPool(gpu, label);
  const half = { width: Math.ceil(capacity.width / 2), height: Math.ceil(capacity.height / 2) };
  const texture = (name: string): GPUTexture =>
    pool.texture({
      label: `${label}/${name}`,
      ...capacity,
      format: 'rgba8unorm',
      usage: GPUTextureUsage.TEXTURE_BINDING | GPUTextureUsage.STORAGE_BINDING,
    });
  return {
    capacity,
    pool,
    features: createFeatureMap(pool, {
      label: `${label}/features`,
      ...capacity,
      channels: channels.features,
    }),
    answer: createFeatureMap(pool, { label: `${label}/answer`, ...half, channels: channels.answer }),
    first: texture('parameters-first'),
    second: createPingPong((i) => texture(`parameters-second-${i}`)),
  };
}
