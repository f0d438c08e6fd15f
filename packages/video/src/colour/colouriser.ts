import { createPool, createPingPong, FrameloomError } from '@frameloom/gpu';
import type { Gpu, PassTimer, PingPong, ResourcePool } from '@frameloom/gpu';
import type { FeatureMap, Model } from '@frameloom/nn';
import { createComputePass, storedAlias, type StoredFormat } from '../gpu/passes.ts';
import { bufferUsage, textureUsage } from '../gpu/usage.ts';
import { contract, fits } from '../models/contract.ts';
import settleCode from '../passes/colour/settle.wgsl?raw';
import shrinkCode from '../passes/colour/shrink.wgsl?raw';
import tintCode from '../passes/colour/tint.wgsl?raw';
import { sameSize, type Size } from '../size.ts';
import { colourSize } from './colour-size.ts';

/** Colours frames one after the other, steadily. */
export type Colouriser = {
  readonly bytes: number;
  /**
   * Records the colouring of the frame that follows the last one.
   *
   * @param strength 0 … 1: from the colours that the frame has to those that the network finds.
   * @returns The coloured frame, in its size, until the next call.
   */
  record(encoder: GPUCommandEncoder, source: GPUTexture, strength: number, timer?: PassTimer): GPUTexture;
  /** The next frame does not follow the last one: a seek, another film. */
  reset(): void;
  dispose(): void;
};

/** How much of the colour of the frame before stays where nothing has changed. */
const keep = 0.85;

/**
 * Compiles a network for colour and the passes around it.
 *
 * @throws FrameloomError `load-failed` where the model is not one for colour; `compilation`, `unsupported`.
 */
export async function createColouriser(
  gpu: Gpu,
  label: string,
  model: Model,
  store: StoredFormat,
): Promise<Colouriser> {
  const { createFeatureMap, createNetwork } = await import('@frameloom/nn');
  const network = await createNetwork(gpu, model.config.architecture, model.tensors, {
    maxSize: { width: 1, height: 1 },
    label: `${label}/colour`,
  });
  if (!fits(network)) {
    network.dispose();
    throw new FrameloomError(
      'load-failed',
      `${label}: the model ${JSON.stringify(model.config.name)} (task ${JSON.stringify(model.config.task)}) is not one for colour: one input ` +
        `"frame" and one output "head" of 4 channels each at the same size are needed. Give models/video/colour.`,
    );
  }
  const compile = (name: string, code: string) => createComputePass(gpu, { label: `${label}/${name}`, code });
  const [shrink, settle, tint] = await Promise.all([
    compile('colour-shrink', shrinkCode),
    compile('colour-settle', settleCode),
    compile('colour-tint', storedAlias(store) + tintCode),
  ]);
  let kept: Kept | undefined;
  let isNew = true;

  const prepareFor = (source: Size): Kept => {
    const size = colourSize(source);
    if (kept && sameSize(kept.size, size) && sameSize(kept.tinted, source)) return kept;
    kept?.pool.dispose();
    network.resize(size);
    isNew = true;
    return (kept = createKept(gpu, label, source, size, store, createFeatureMap));
  };

  return {
    get bytes() {
      return network.bytes + (kept?.pool.bytes ?? 0);
    },
    record(encoder, source, strength, timer) {
      const { size, frame, head, colour, settling, tinting, tinted } = prepareFor(source);
      const { queue } = gpu.device;
      const sides = [size.width, size.height];
      queue.writeBuffer(settling, 8, new Float32Array([isNew ? 0 : 1, keep]));
      queue.writeBuffer(tinting, 0, new Uint32Array(sides));
      queue.writeBuffer(tinting, 8, new Float32Array([strength]));
      isNew = false;
      shrink.record(encoder, [source, frame.buffer, tinting], size, timer);
      network.record(encoder, { frame }, { head }, size, timer);
      const { read, write } = colour;
      settle.record(encoder, [frame.buffer, head.buffer, read, write, settling], size, timer);
      tint.record(encoder, [source, write, tinting, tinted], tinted, timer);
      colour.swap();
      return tinted;
    },
    reset() {
      isNew = true;
    },
    dispose() {
      network.dispose();
      kept?.pool.dispose();
      kept = undefined;
    },
  };
}

/** What belongs to one size of frames. */
type Kept = {
  size: Size;
  pool: ResourcePool;
  frame: FeatureMap;
  head: FeatureMap;
  /** (Cb, Cr, luma, 1) of the frame before and of this one. */
  colour: PingPong<GPUBuffer>;
  settling: GPUBuffer;
  tinting: GPUBuffer;
  tinted: GPUTexture;
};

function createKept(
  gpu: Gpu,
  label: string,
  source: Size,
  size: Size,
  store: StoredFormat,
  createFeatureMap: typeof import('@frameloom/nn').createFeatureMap,
): Kept {
  const pool = createPool(gpu, label);
  const { width, height } = size;
  const map = (name: string): FeatureMap =>
    createFeatureMap(pool, { label: name, width, height, channels: contract.channels });
  const params = (name: string): GPUBuffer =>
    pool.buffer({ label: name, size: 16, usage: bufferUsage.uniform | bufferUsage.copyDst });
  const settling = params('settling');
  gpu.device.queue.writeBuffer(settling, 0, new Uint32Array([width, height]));
  return {
    size,
    pool,
    frame: map('colour frame'),
    head: map('colour head'),
    colour: createPingPong((index) =>
      pool.buffer({ label: `colour ${index}`, size: width * height * 16, usage: bufferUsage.storage }),
    ),
    settling,
    tinting: params('tinting'),
    tinted: pool.texture({
      label: 'coloured',
      width: source.width,
      height: source.height,
      format: store,
      usage: textureUsage.texture | textureUsage.storage,
    }),
  };
}
