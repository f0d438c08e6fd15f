import {
  createDrawPass,
  createPass,
  type DrawPass,
  type Gpu,
  type Pass,
  type PassTimer,
} from '@frameloom/gpu';
import type { StageMaps, StageSource } from '@frameloom/nn/stage';
import type { Estimator } from './degradation/estimator.ts';
import { createLevelSource } from './degradation/level-source.ts';
import { storedAlias, type StoredFormat } from './gpu/stored.ts';
import type { Restoration } from './looks.ts';
import { doublerContract } from './models/contract.ts';
import { loadStage, type ModelLoading } from './models/load-stage.ts';
import assembleCode from './passes/assemble/assemble.wgsl?raw';
import prepareCode from './passes/prepare/prepare.wgsl?raw';

/** Doubles pictures by a network, which predicts a residual for the luma of a bicubic enlargement. */
export type Doubler = {
  readonly bytes: number;
  /** Multiply-adds per source pixel. */
  readonly macsPerPixel: number;
  /** Degradation level of the pictures, 0 … 1; `'auto'` is what the estimator measures, and 0.5 without one. */
  restoration: Restoration;
  /** Measures degradation; the caller's to dispose. */
  estimator: Estimator | undefined;
  /** Resets the temporal state before a frame that does not follow the last one. */
  reset(): void;
  draw(encoder: GPUCommandEncoder, source: GPUTexture, target: GPUTexture, timer?: PassTimer): void;
  /** Like `draw`, into a texture with STORAGE_BINDING. */
  store(encoder: GPUCommandEncoder, source: GPUTexture, target: GPUTexture, timer?: PassTimer): void;
  dispose(): void;
};

type Parts = { prepare: Pass; assemble: Pass; draw: DrawPass };

/**
 * Loads and compiles a network and the passes around it.
 * @throws FrameloomError `load-failed` if the model does not meet the contract for video; `aborted`, `compilation`, `unsupported`.
 */
export async function createDoubler(
  gpu: Gpu,
  label: string,
  model: StageSource,
  formats: { draw: GPUTextureFormat; store: StoredFormat },
  loading?: ModelLoading,
): Promise<Doubler> {
  const stage = await loadStage<Parts>(
    gpu,
    model,
    doublerContract,
    { label, parts: () => compileParts(gpu, label, formats) },
    loading,
  );
  const { network, parts } = stage.ready;
  const levels = createLevelSource(gpu, label, parts.prepare);
  let maps: StageMaps<'frame', 'head'> | undefined;

  /** Records the network, and returns its head. */
  const run = (encoder: GPUCommandEncoder, source: GPUTexture, timer?: PassTimer): GPUBuffer => {
    const size = { width: source.width, height: source.height };
    const current = stage.ready.resize(size);
    if (current !== maps) levels.reset();
    maps = current;
    const { frame } = current.inputs;
    const { level, changed } = levels.record(encoder, source, frame, size, timer);
    if (network.blends && changed) network.blend(encoder, level);
    parts.prepare.record(encoder, { source, frame: frame.buffer, level }, size, timer);
    stage.ready.record(encoder, size, { timer });
    return current.outputs.head.buffer;
  };

  return {
    get bytes() {
      return stage.ready.bytes + levels.bytes;
    },
    get restoration() {
      return levels.restoration;
    },
    set restoration(value) {
      levels.restoration = value;
    },
    get estimator() {
      return levels.estimator;
    },
    set estimator(value) {
      levels.estimator = value;
    },
    reset: () => levels.reset(),
    // The strip width is a multiple of the network's stride, so that halved maps do not round.
    macsPerPixel: network.macs(64, 64) / 4096,
    draw(encoder, source, target, timer) {
      const head = run(encoder, source, timer);
      parts.draw.record(encoder, { source, head }, target, {}, timer);
    },
    store(encoder, source, target, timer) {
      const head = run(encoder, source, timer);
      parts.assemble.record(encoder, { source, head, result: target }, target, timer);
    },
    dispose() {
      stage.dispose();
      levels.dispose();
    },
  };
}

async function compileParts(
  gpu: Gpu,
  label: string,
  formats: { draw: GPUTextureFormat; store: StoredFormat },
): Promise<Parts> {
  const assembly = { file: 'assemble.wgsl', code: assembleCode, prelude: storedAlias(formats.store) };
  const [prepare, assemble, draw] = await Promise.all([
    createPass(gpu, { label: `${label}/prepare`, code: prepareCode }),
    createPass(gpu, { label: `${label}/assemble`, ...assembly }),
    createDrawPass(gpu, { label: `${label}/assemble-draw`, ...assembly, format: formats.draw }),
  ]);
  return { prepare, assemble, draw };
}
