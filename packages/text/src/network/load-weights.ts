import { FrameloomError, type Gpu, type ResourcePool } from '@frameloom/gpu';
import { toFloat32, type Tensor } from '@frameloom/gpu/files';
import {
  createWeights,
  dequantise,
  type QuantisedFormat,
  type WeightFormat,
  type Weights,
  type WeightsOptions,
} from '@frameloom/nn';
import type { WeightSource } from '../load/weight-source.ts';
import type { TextShape } from '../model/shape.ts';
import { checkTensors } from './check-tensors.ts';
import { fitError } from './fit.ts';
import { arrangeRows } from './join.ts';

/** Weight and bias of a norm. */
export type NormWeights = { weight: GPUBuffer; bias?: GPUBuffer | undefined };
/** A linear layer. */
export type LinearWeights = { weights: Weights; bias?: GPUBuffer | undefined };

/** One layer on the GPU. */
export type LayerWeights = {
  inputNorm: NormWeights;
  /** Queries, keys and values as one matrix. */
  qkv: LinearWeights;
  queryNorm?: NormWeights | undefined;
  keyNorm?: NormWeights | undefined;
  out: LinearWeights;
  /** Of the sum that goes into the feed-forward layer. */
  mlpNorm: NormWeights;
  /** Behind attention and the feed-forward layer, where there are such. */
  outNorm?: NormWeights | undefined;
  downNorm?: NormWeights | undefined;
  up: LinearWeights;
  down: LinearWeights;
};

/** A model on the GPU. */
export type TextWeights = {
  embedding: Weights;
  positions?: Weights | undefined;
  layers: readonly LayerWeights[];
  norm: NormWeights;
  head: Weights;
  /** Bytes of GPU memory. */
  bytes: number;
};

/** How weights are read. */
export type ReadOptions = {
  quantisation?: QuantisedFormat | undefined;
  signal?: AbortSignal | undefined;
  /** Called with the number of layers that are there. */
  onLayer?: ((layers: number) => void) | undefined;
};

/**
 * Puts a model on the GPU, tensor by tensor. The embedding and the output layer never get fewer than 8 bits.
 *
 * @throws FrameloomError `load-failed` before memory is taken where tensors don't fit the shape; `invalid-size`,
 * `device-lost`, `aborted`.
 */
export async function loadWeights(
  gpu: Gpu,
  pool: ResourcePool,
  options: { shape: TextShape; source: WeightSource } & ReadOptions,
): Promise<TextWeights> {
  const { shape, source, quantisation, signal, onLayer } = options;
  checkTensors(source, shape);
  const before = pool.bytes;
  const read = createReader(gpu, pool, source, signal);
  const table = quantisation && 'q8';
  const embedding = await read.matrix(['embed_tokens'], table);
  const positions = shape.learnedPositions ? await read.matrix(['embed_positions'], undefined) : undefined;
  const layers: LayerWeights[] = [];
  for (let layer = 0; layer < shape.layers; layer++) {
    layers.push(await readLayer(read, shape, `layers.${layer}.`, quantisation));
    onLayer?.(layer + 1);
  }
  const norm = await read.norm('norm');
  const head = shape.tied ? embedding : await read.matrix(['lm_head'], table);
  return { embedding, positions, layers, norm, head, bytes: pool.bytes - before };
}

async function readLayer(
  read: Reader,
  shape: TextShape,
  prefix: string,
  quantisation: QuantisedFormat | undefined,
): Promise<LayerWeights> {
  const linear = async (names: readonly string[], gated?: string): Promise<LinearWeights> => {
    const full = names.map((name) => prefix + name);
    const weights = await read.matrix(full, quantisation, gated && prefix + gated);
    return { weights, bias: await read.bias(full, gated && prefix + gated) };
  };
  const norm = (name: string): Promise<NormWeights> => read.norm(prefix + name);
  const { headNorm, postNorm, gated } = shape;
  return {
    inputNorm: await norm('input_layernorm'),
    qkv: await linear(['self_attn.q_proj', 'self_attn.k_proj', 'self_attn.v_proj']),
    ...(headNorm && {
      queryNorm: await norm('self_attn.q_norm'),
      keyNorm: await norm('self_attn.k_norm'),
    }),
    out: await linear(['self_attn.o_proj']),
    mlpNorm: await norm(postNorm ? 'pre_feedforward_layernorm' : 'post_attention_layernorm'),
    ...(postNorm && {
      outNorm: await norm('post_attention_layernorm'),
      downNorm: await norm('post_feedforward_layernorm'),
    }),
    up: gated ? await linear(['mlp.gate_proj'], 'mlp.up_proj') : await linear(['mlp.up_proj']),
    down: await linear(['mlp.down_proj']),
  };
}

type Reader = {
  /** Matrices below each other; with `gated` a gate and what it multiplies. */
  matrix(
    names: readonly string[],
    quantisation: QuantisedFormat | undefined,
    gated?: string,
  ): Promise<Weights>;
  /** Undefined where the file has none. */
  bias(names: readonly string[], gated?: string): Promise<GPUBuffer | undefined>;
  norm(name: string): Promise<NormWeights>;
};

function createReader(
  gpu: Gpu,
  pool: ResourcePool,
  source: WeightSource,
  signal: AbortSignal | undefined,
): Reader {
  const floats = async (name: string): Promise<Float32Array> => {
    const tensor = await source.read(name, signal);
    return toFloat32('format' in tensor ? dequantise(tensor) : tensor);
  };
  const upload = (label: string, values: Float32Array): GPUBuffer => {
    const padded = new Float32Array(Math.ceil(values.length / 4) * 4);
    padded.set(values);
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST;
    const buffer = pool.buffer({ label, size: padded.byteLength, usage });
    gpu.device.queue.writeBuffer(buffer, 0, padded);
    return buffer;
  };
  const place = (options: WeightsOptions & { format: WeightFormat }): Weights => {
    try {
      return createWeights(gpu, pool, options);
    } catch (error) {
      if (!(error instanceof FrameloomError && error.code === 'invalid-size')) throw error;
      const { label, weight, gated, format } = options;
      const [rows = 0, columns = 0] = weight.shape;
      const weights = rows * columns * (gated ? 2 : 1);
      const isTable = /^(embed|lm_head)/.test(label);
      throw fitError(gpu, `${source.label}: ${label}`, { weights, format, isTable });
    }
  };
  return {
    async matrix(names, quantisation, gated) {
      const parts = [];
      for (const name of names) parts.push(await source.read(`${name}.weight`, signal));
      const first = arrangeRows(parts, quantisation);
      if (gated === undefined) return place({ label: names[0]!, ...first });
      const second = arrangeRows([await source.read(`${gated}.weight`, signal)], quantisation);
      // Both lie in one buffer, so they share a format.
      const isSame = first.format === second.format;
      const [weight, other] = isSame ? [first, second] : [first, second].map(toTensor);
      const format = isSame ? first.format : 'f32';
      const options = { label: names[0]!, weight: weight!.weight, gated: other!.weight, format };
      return place(options);
    },
    async bias(names, gated) {
      const all = [...names, ...(gated === undefined ? [] : [gated])].map((name) => `${name}.bias`);
      if (!all.every((name) => source.shapes.has(name))) return undefined;
      const parts: Float32Array[] = [];
      for (const name of all) parts.push(await floats(name));
      const values =
        gated === undefined ? parts.flatMap((part) => [...part]) : interleave(parts[0]!, parts[1]!);
      return upload(all[0]!, Float32Array.from(values));
    },
    async norm(name) {
      const weight = upload(`${name}.weight`, await floats(`${name}.weight`));
      const bias = `${name}.bias`;
      return { weight, bias: source.shapes.has(bias) ? upload(bias, await floats(bias)) : undefined };
    },
  };
}

function toTensor({ weight }: { weight: Tensor | Parameters<typeof dequantise>[0] }): { weight: Tensor } {
  return { weight: 'format' in weight ? dequantise(weight) : weight };
}

/** Four of one and four of the other in turn, as gated layers read them. */
function interleave(first: Float32Array, second: Float32Array): number[] {
  const blocks = Math.ceil(first.length / 4);
  return Array.from({ length: 8 * blocks }, (_, i) => {
    const part = i % 8 < 4 ? first : second;
    return part[4 * Math.floor(i / 8) + (i % 4)] ?? 0;
  });
}
