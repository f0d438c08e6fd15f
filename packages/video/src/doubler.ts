import { createPool, FrameloomError } from '@frameloom/gpu';
import type { Gpu, PassTimer, ResourcePool } from '@frameloom/gpu';
import type { FeatureMap, Model } from '@frameloom/nn';
import type { Estimator } from './degradation/estimator.ts';
import { createComputePass, createDrawPass, storedAlias, type StoredFormat } from './gpu/passes.ts';
import assembleCode from './passes/assemble/assemble.wgsl?raw';
import prepareCode from './passes/prepare/prepare.wgsl?raw';
import { bufferUsage } from './gpu/usage.ts';
import { usualRestoration, type Restoration } from './looks.ts';
import { contract, fits } from './models/contract.ts';
import { sameSize, type Size } from './size.ts';

/** Doubles pictures by a network: it sees the frame and says what to add to the luma of a bicubic enlargement. */
export type Doubler = {
  readonly bytes: number;
  /** Multiply-adds per source pixel. */
  readonly macsPerPixel: number;
  /**
   * How badly the pictures were treated, 0 … 1, which counts for what is recorded before the next submit; `'auto'` is what
   * the estimator sees, and 0.5 without one.
   */
  restoration: Restoration;
  /** Sees how badly pictures were treated; the caller's to dispose. */
  estimator: Estimator | undefined;
  /** The next picture does not follow the last one. */
  reset(): void;
  draw(encoder: GPUCommandEncoder, source: GPUTexture, target: GPUTexture, timer?: PassTimer): void;
  /** As draw, into a texture with STORAGE_BINDING. */
  store(encoder: GPUCommandEncoder, source: GPUTexture, target: GPUTexture, timer?: PassTimer): void;
  dispose(): void;
};

/** Pictures from one look of the estimator to the next. */
const lookEvery = 8;

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
  const level = (name: string, more = 0): GPUBuffer =>
    params.buffer({ label: name, size: 4, usage: bufferUsage.storage | more });
  // What is said and what is seen lie apart: a number is written when the queue comes to it, which may be before a look
  // that was recorded earlier.
  const told = level('restoration told', bufferUsage.copyDst);
  const seen = level('restoration seen');
  const nothing = level('no restoration');
  let restoration: Restoration = 0;
  let estimator: Estimator | undefined;
  let toldValue = 0;
  let isNew = true;
  /** Where the network's weights were blended to, for those that have two ends; undefined where that has changed since. */
  let blended: GPUBuffer | undefined;
  /** Pictures since the estimator looked. */
  let age = 0;

  const tell = (value: number): void => {
    if (value === toldValue) return;
    gpu.device.queue.writeBuffer(told, 0, new Float32Array([value]));
    toldValue = value;
    blended = undefined;
  };

  /** Where it stands how badly this picture was treated; looks at it first where it is time to. */
  const levelOf = (
    encoder: GPUCommandEncoder,
    source: GPUTexture,
    maps: Maps,
    timer?: PassTimer,
  ): GPUBuffer => {
    if (restoration !== 'auto' || !estimator) {
      tell(restoration === 'auto' ? usualRestoration : restoration);
      return told;
    }
    if (isNew || age >= lookEvery) {
      prepare.record(encoder, [source, maps.frame.buffer, nothing], source, timer);
      estimator.record(encoder, maps.frame, maps.size, seen, isNew, timer);
      age = 0;
      isNew = false;
      blended = undefined;
    }
    age += 1;
    return seen;
  };

  const run = (encoder: GPUCommandEncoder, source: GPUTexture, timer?: PassTimer): Maps => {
    if (!maps || !sameSize(maps.size, source)) {
      maps?.pool.dispose();
      network.resize({ width: source.width, height: source.height });
      maps = createMaps(gpu, label, source, createFeatureMap);
      isNew = true;
    }
    const level = levelOf(encoder, source, maps, timer);
    if (network.blends && blended !== level) network.blend(encoder, (blended = level));
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
      if (value !== restoration) isNew = true;
      restoration = value;
    },
    get estimator() {
      return estimator;
    },
    set estimator(value) {
      if (value !== estimator) isNew = true;
      estimator = value;
    },
    reset() {
      isNew = true;
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
