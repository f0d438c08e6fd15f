import { createPass, createPingPong, createPool, createUniformRing } from '@frameloom/gpu';
import type { Gpu, Pass, PassTimer, PingPong, ResourcePool, UniformRing } from '@frameloom/gpu';
import type { StageSource } from '@frameloom/nn/stage';
import { storedAlias, type StoredFormat } from '../gpu/stored.ts';
import { bufferUsage, textureUsage } from '../gpu/usage.ts';
import { colourContract } from '../models/contract.ts';
import { loadStage, type ModelLoading } from '../models/load-stage.ts';
import settleCode from '../passes/colour/settle.wgsl?raw';
import shrinkCode from '../passes/colour/shrink.wgsl?raw';
import tintCode from '../passes/colour/tint.wgsl?raw';
import { sameSize, type Size } from '../size.ts';
import { colourSize } from './colour-size.ts';

/** Colourises consecutive frames with temporally stable chroma. */
export type Colouriser = {
  readonly bytes: number;
  /**
   * Records the colourisation of the next frame.
   *
   * @param strength 0 … 1: from the colours that the frame has to those that the network predicts.
   * @returns The colourised frame at its own size, valid until the next call.
   */
  record(encoder: GPUCommandEncoder, source: GPUTexture, strength: number, timer?: PassTimer): GPUTexture;
  /** Drops the chroma history before a frame that does not follow the last one (a seek, another film). */
  reset(): void;
  dispose(): void;
};

/** Weight of the colour of the frame before where nothing has changed. */
const keep = 0.85;

/** Bytes of the uniforms of settle.wgsl and of tint.wgsl. */
const uniformBytes = 16;

type Parts = { shrink: Pass; settle: Pass; tint: Pass };

/**
 * Loads and compiles a network for colour and the passes around it.
 *
 * @throws FrameloomError `load-failed` if the model does not meet the contract for colour; `aborted`, `compilation`, `unsupported`.
 */
export async function createColouriser(
  gpu: Gpu,
  label: string,
  source: StageSource,
  store: StoredFormat,
  loading?: ModelLoading,
): Promise<Colouriser> {
  const { ready, dispose } = await loadStage<Parts>(
    gpu,
    source,
    colourContract,
    { label: `${label}/colour`, parts: () => compileParts(gpu, label, store) },
    loading,
  );
  const params = createPool(gpu, label);
  const ring = (name: string): UniformRing =>
    createUniformRing(gpu, params, { label: `${label}/${name}`, size: uniformBytes });
  const [settling, tinting] = [ring('colour-settle params'), ring('colour-tint params')];
  let history: History | undefined;
  let isNew = true;

  const historyFor = (frame: Size): History => {
    const size = colourSize(frame);
    if (history && sameSize(history.size, size) && sameSize(history.tinted, frame)) return history;
    history?.pool.dispose();
    isNew = true;
    return (history = createHistory(gpu, label, frame, size, store));
  };

  return {
    get bytes() {
      return ready.bytes + params.bytes + (history?.pool.bytes ?? 0);
    },
    record(encoder, source, strength, timer) {
      const { size, colour, tinted } = historyFor(source);
      const { shrink, settle, tint } = ready.parts;
      const { inputs, outputs } = ready.resize(size);
      settling.write(encoder, packUniforms(size, isNew ? 0 : 1, keep));
      tinting.write(encoder, packUniforms(size, strength, 0));
      isNew = false;
      const frame = inputs.frame.buffer;
      shrink.record(encoder, { source, frame, params: tinting.buffer }, size, timer);
      ready.record(encoder, size, { timer });
      const { read: before, write: after } = colour;
      const settleBindings = { frame, head: outputs.head.buffer, before, after, params: settling.buffer };
      settle.record(encoder, settleBindings, size, timer);
      tint.record(encoder, { source, colour: after, params: tinting.buffer, result: tinted }, tinted, timer);
      colour.swap();
      return tinted;
    },
    reset() {
      isNew = true;
    },
    dispose() {
      dispose();
      params.dispose();
      history?.pool.dispose();
      history = undefined;
    },
  };
}

async function compileParts(gpu: Gpu, label: string, store: StoredFormat): Promise<Parts> {
  const compile = (name: string, code: string, prelude?: string): Promise<Pass> =>
    createPass(gpu, { label: `${label}/colour-${name}`, file: `${name}.wgsl`, code, prelude });
  const [shrink, settle, tint] = await Promise.all([
    compile('shrink', shrinkCode),
    compile('settle', settleCode),
    compile('tint', tintCode, storedAlias(store)),
  ]);
  return { shrink, settle, tint };
}

function packUniforms({ width, height }: Size, first: number, second: number): ArrayBuffer {
  const data = new ArrayBuffer(uniformBytes);
  new Uint32Array(data).set([width, height]);
  new Float32Array(data).set([first, second], 2);
  return data;
}

/** Resources of one frame size. */
type History = {
  size: Size;
  pool: ResourcePool;
  /** (Cb, Cr, luma, 1) of the previous and the current frame. */
  colour: PingPong<GPUBuffer>;
  tinted: GPUTexture;
};

function createHistory(gpu: Gpu, label: string, frame: Size, size: Size, store: StoredFormat): History {
  const pool = createPool(gpu, label);
  const bytes = size.width * size.height * 16;
  return {
    size,
    pool,
    colour: createPingPong((index) =>
      pool.buffer({ label: `colour ${index}`, size: bytes, usage: bufferUsage.storage }),
    ),
    tinted: pool.texture({
      label: 'coloured',
      width: frame.width,
      height: frame.height,
      format: store,
      usage: textureUsage.texture | textureUsage.storage,
    }),
  };
}
