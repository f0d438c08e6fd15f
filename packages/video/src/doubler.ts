import { createPool, FrameloomError } from '@frameloom/gpu';
import type { Gpu, PassTimer, ResourcePool } from '@frameloom/gpu';
import type { FeatureMap, Model } from '@frameloom/nn';
import { createComputePass, createDrawPass, storedAlias, type StoredFormat } from './gpu/passes.ts';
import assembleCode from './passes/assemble/assemble.wgsl?raw';
import prepareCode from './passes/prepare/prepare.wgsl?raw';
import { bufferUsage } from './gpu/usage.ts';
import { contract, fits } from './models/contract.ts';
import { sameSize, type Size } from './size.ts';

/** Doubles pictures by a network: it sees the frame and says what to add to the luma of a bicubic enlargement. */
export type Doubler = {
  readonly bytes: number;
  /** Multiply-adds per source pixel. */
  readonly macsPerPixel: number;
  /** How badly the pictures were treated, 0 … 1. Counts for what is recorded before the next submit. */
  restoration: number;
  draw(encoder: GPUCommandEncoder, source: GPUTexture, target: GPUTexture, timer?: PassTimer): void;
  /** As draw, into a texture with STORAGE_BINDING. */
  store(encoder: GPUCommandEncoder, source: GPUTexture, target: GPUTexture, timer?: PassTimer): void;
  dispose(): void;
};

/**
 * Compiles a network and the passes around it.
 * @throws FrameloomError `load-failed` where the model is not one for video; `compilation`, `unsupported`.
 */
export async function createDoubler(
  gpu: Gpu,
  label: string,
  model: Model,
  formats: { draw: GPUTextureFormat; store: StoredFormat },
): Promise<Doubler> {
  // Pages that only resample do not load this package.
  const { createFeatureMap, createNetwork } = await import('@frameloom/nn');
  const network = await createNetwork(gpu, model.config.architecture, model.tensors, {
    maxSize: { width: 1, height: 1 },
    label: `${label}/network`,
  });
  if (!fits(network)) {
    network.dispose();
    throw new FrameloomError(
      'load-failed',
      `${label}: the model ${JSON.stringify(model.config.name)} (task ${JSON.stringify(model.config.task)}) is not one for video: one input ` +
        `"frame" and one output "head" of 4 channels each at the same size are needed. Give a model from models/video.`,
    );
  }
  const [prepare, assemble, draw] = await Promise.all([
    createComputePass(gpu, { label: `${label}/prepare`, code: prepareCode }),
    createComputePass(gpu, {
      label: `${label}/assemble`,
      code: storedAlias(formats.store) + assembleCode,
    }),
    createDrawPass(gpu, {
      label: `${label}/assemble-draw`,
      code: storedAlias(formats.store) + assembleCode,
      format: formats.draw,
    }),
  ]);
  let maps: Maps | undefined;
  const params = createPool(gpu, label);
  const level = params.buffer({
    label: 'restoration',
    size: 16,
    usage: bufferUsage.uniform | bufferUsage.copyDst,
  });
  let restoration = 0;

  const run = (encoder: GPUCommandEncoder, source: GPUTexture, timer?: PassTimer): Maps => {
    if (!maps || !sameSize(maps.size, source)) {
      maps?.pool.dispose();
      network.resize({ width: source.width, height: source.height });
      maps = createMaps(gpu, label, source, createFeatureMap);
    }
    prepare.record(encoder, [source, maps.frame.buffer, level], source, timer);
    network.record(encoder, { frame: maps.frame }, { head: maps.head }, maps.size, timer);
    return maps;
  };

  return {
    get bytes() {
      return network.bytes + params.bytes + (maps?.pool.bytes ?? 0);
    },
    get restoration() {
      return restoration;
    },
    set restoration(value) {
      if (value !== restoration) gpu.device.queue.writeBuffer(level, 0, new Float32Array([value]));
      restoration = value;
    },
    // A strip wide enough that halved maps don't round.
    macsPerPixel: network.macs(64, 64) / 4096,
    draw(encoder, source, target, timer) {
      const { head } = run(encoder, source, timer);
      draw.record(encoder, [source.createView(), { buffer: head.buffer }], target);
    },
    store(encoder, source, target, timer) {
      const { head } = run(encoder, source, timer);
      assemble.record(encoder, [source, head.buffer, target], target, timer);
    },
    dispose() {
      network.dispose();
      params.dispose();
      maps?.pool.dispose();
      maps = undefined;
    },
  };
}

type Maps = { size: Size; pool: ResourcePool; frame: FeatureMap; head: FeatureMap };

function createMaps(
  gpu: Gpu,
  label: string,
  { width, height }: Size,
  createFeatureMap: typeof import('@frameloom/nn').createFeatureMap,
): Maps {
  const pool = createPool(gpu, label);
  const map = (name: string): FeatureMap =>
    createFeatureMap(pool, { label: name, width, height, channels: contract.channels });
  return { size: { width, height }, pool, frame: map('frame'), head: map('head') };
}
