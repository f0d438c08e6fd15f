import { FrameloomError, show } from '@frameloom/gpu';
import type { OpenFile, Tensor } from '@frameloom/gpu/files';
import { quantise, type Quantised } from '@frameloom/nn';
import type { WeightSource } from '../weight-source.ts';
import { blockFormats, dequantiseQ4K, dequantiseQ6K, splitBlocks, type BlockFormat } from './blocks.ts';
import type { GgufHeader, GgufTensor } from './header.ts';

const tables: Readonly<Record<string, string>> = {
  token_embd: 'embed_tokens',
  output_norm: 'norm',
  output: 'lm_head',
};
const parts: Readonly<Record<string, string>> = {
  attn_norm: 'input_layernorm',
  attn_q: 'self_attn.q_proj',
  attn_k: 'self_attn.k_proj',
  attn_v: 'self_attn.v_proj',
  attn_output: 'self_attn.o_proj',
  attn_q_norm: 'self_attn.q_norm',
  attn_k_norm: 'self_attn.k_norm',
  ffn_gate: 'mlp.gate_proj',
  ffn_up: 'mlp.up_proj',
  ffn_down: 'mlp.down_proj',
  post_attention_norm: 'post_attention_layernorm',
  post_ffw_norm: 'post_feedforward_layernorm',
};

/**
 * Tensors of a GGUF file. Q8_0 and Q4_0 keep their bits; Q4_K and Q6_K become 8-bit groups of 32.
 *
 * @param postNorm Whether layers have norms behind attention too, which are called what others call the norm before the feed-forward layer.
 * @throws FrameloomError `unsupported` for a format that is not known, `load-failed` for a tensor that leaves the file.
 */
export function ggufWeights(file: OpenFile, header: GgufHeader, postNorm: boolean): WeightSource {
  const stored = new Map<string, { tensor: GgufTensor; format: BlockFormat; bytes: number }>();
  for (const tensor of header.tensors.values()) {
    const name = rename(tensor.name, postNorm);
    if (name !== undefined) stored.set(name, { tensor, ...measure(file, tensor) });
  }
  return {
    label: file.label,
    shapes: new Map([...stored].map(([name, { tensor }]) => [name, tensor.shape])),
    dispose: () => file.dispose(),
    async read(name) {
      const { tensor, format, bytes } = stored.get(name)!;
      return decode(tensor, format, await file.read(tensor.begin, bytes));
    },
  };
}

function rename(name: string, postNorm: boolean): string | undefined {
  const found = /^(?:blk\.(\d+)\.)?(\w+)\.(weight|bias)$/.exec(name);
  if (!found) return undefined;
  const [, layer, part, kind] = found as unknown as [string, string | undefined, string, string];
  if (layer === undefined) return Object.hasOwn(tables, part) ? `${tables[part]}.${kind}` : undefined;
  const mlpNorm = postNorm ? 'pre_feedforward_layernorm' : 'post_attention_layernorm';
  const own = part === 'ffn_norm' ? mlpNorm : Object.hasOwn(parts, part) ? parts[part] : undefined;
  return own && `layers.${layer}.${own}.${kind}`;
}

function measure(
  file: OpenFile,
  { name, shape, type, begin }: GgufTensor,
): { format: BlockFormat; bytes: number } {
  const format = blockFormats.get(type);
  if (!format) {
    const known = [...blockFormats.values()].map((one) => one.name).join(', ');
    throw new FrameloomError(
      'unsupported',
      `${file.label}: tensor ${show(name)} has the format number ${type}. Known are ${known}.`,
    );
  }
  const numbers = shape.reduce((product, size) => product * size, 1);
  const bytes = (numbers / format.numbers) * format.bytes;
  const fits = shape.at(-1)! % format.numbers === 0 && begin + bytes <= file.size;
  if (fits && numbers > 0) return { format, bytes };
  throw new FrameloomError(
    'load-failed',
    `${file.label}: tensor ${show(name)} of ${show(shape)} in ${format.name} does not fit the file. Download the model again.`,
  );
}

function decode(
  { shape }: GgufTensor,
  { name, bytes: blockBytes }: BlockFormat,
  bytes: Uint8Array<ArrayBuffer>,
): Tensor | Quantised {
  const matrix = [shape[0]!, shape[1] ?? 1] as const;
  if (name === 'Q8_0') return { format: 'q8', shape: matrix, ...splitBlocks(bytes, blockBytes) };
  if (name === 'Q4_0') return { format: 'q4', shape: matrix, ...splitBlocks(bytes, blockBytes) };
  if (name === 'Q4_K') return quantise({ dtype: 'F32', shape, data: dequantiseQ4K(bytes) }, 'q8');
  if (name === 'Q6_K') return quantise({ dtype: 'F32', shape, data: dequantiseQ6K(bytes) }, 'q8');
  if (name === 'F32') return { dtype: 'F32', shape, data: new Float32Array(bytes.buffer) };
  return { dtype: name === 'F16' ? 'F16' : 'BF16', shape, data: new Uint16Array(bytes.buffer) };
}
