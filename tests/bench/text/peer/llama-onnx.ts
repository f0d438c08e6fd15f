// A Llama as an ONNX file with the inputs and outputs that transformers.js expects, of the operators that exports for it use.
import { ropeFrequencies } from '@frameloom/nn';
import type { WeightSource } from '../../../../packages/text/src/load/weight-source.ts';
import type { TextShape } from '../../../../packages/text/src/model/shape.ts';
import {
  floatConstant,
  writeOnnx,
  type OnnxConstant,
  type OnnxNode,
  type OnnxValue,
} from '../../../support/onnx-graph.ts';
import { floats, linear, type Part } from './weights.ts';

/** Writes the file; weights keep the bits of the source. The model's own layer norms, gates and tied embeddings are assumed. */
export async function toLlamaOnnx(shape: TextShape, source: WeightSource): Promise<Uint8Array<ArrayBuffer>> {
  const nodes: OnnxNode[] = [...lengths];
  const constants: OnnxConstant[] = [...lengthConstants, ...rotations(shape)];
  const add = ({ nodes: more, constants: needed }: Part): void => {
    nodes.push(...more);
    constants.push(...needed);
  };
  const table = await floats(source, 'embed_tokens.weight');
  constants.push(floatConstant('embeddings', 'float32', [shape.vocabulary, shape.width], table));
  nodes.push({ op: 'Gather', inputs: ['embeddings', 'input_ids'], output: 'hidden.0' });
  for (let layer = 0; layer < shape.layers; layer++) {
    for (const part of await attention(shape, source, layer)) add(part);
    for (const part of await feedForward(shape, source, layer)) add(part);
  }
  add(await norm(shape, source, 'norm', `hidden.${2 * shape.layers}`, 'last'));
  const head = shape.tied ? 'embed_tokens' : 'lm_head';
  add(await linear(source, `${head}.weight`, { input: 'last', output: 'logits' }));
  return writeOnnx({ nodes, constants, ...ends(shape) });
}

const int64 = (name: string, dims: readonly number[], ...values: bigint[]): OnnxConstant => ({
  name,
  type: 'int64',
  dims,
  data: BigInt64Array.from(values),
});

/** How many positions there are, from the mask. */
const lengthConstants: readonly OnnxConstant[] = [
  int64('one', [1], 1n),
  int64('second', [], 1n),
  int64('axis', [1], 1n),
];
const toInt32 = { to: 6 };
const lengths: readonly OnnxNode[] = [
  { op: 'ReduceSum', inputs: ['attention_mask', 'axis'], output: 'mask.sum', attributes: { keepdims: 0 } },
  { op: 'Sub', inputs: ['mask.sum', 'one'], output: 'mask.last' },
  { op: 'Cast', inputs: ['mask.last'], output: 'lengths', attributes: toInt32 },
  { op: 'Shape', inputs: ['attention_mask'], output: 'mask.shape' },
  { op: 'Gather', inputs: ['mask.shape', 'second'], output: 'mask.columns' },
  { op: 'Cast', inputs: ['mask.columns'], output: 'total', attributes: toInt32 },
];

/** Cosines and sines of every position. */
function rotations({ headColumns, context, layerKinds }: TextShape): OnnxConstant[] {
  const { base = 10_000, scaling } = layerKinds[0]!.rope ?? {};
  const angles = ropeFrequencies({ dims: headColumns, base, scaling });
  const half = headColumns / 2;
  const all = Array.from({ length: context * half }, (_, i) => Math.floor(i / half) * angles[i % half]!);
  return [
    floatConstant('cosines', 'float32', [context, half], Float32Array.from(all, Math.cos)),
    floatConstant('sines', 'float32', [context, half], Float32Array.from(all, Math.sin)),
  ];
}

async function norm(
  shape: TextShape,
  source: WeightSource,
  name: string,
  input: string,
  output: string,
): Promise<Part> {
  const attributes = { axis: 2, epsilon: { float: shape.norm.epsilon } };
  return {
    nodes: [{ op: 'SimplifiedLayerNormalization', inputs: [input, `${name}.weight`], output, attributes }],
    constants: [
      floatConstant(`${name}.weight`, 'float32', [shape.width], await floats(source, `${name}.weight`)),
    ],
  };
}

async function attention(shape: TextShape, source: WeightSource, layer: number): Promise<Part[]> {
  const at = (name: string): string => `layers.${layer}.${name}`;
  const [input, output] = [`hidden.${2 * layer}`, `hidden.${2 * layer + 1}`];
  const { heads, kvHeads, headColumns, scoreScale, layerKinds } = shape;
  // The operator turns numbers that are half a head apart.
  const isAdjacent = layerKinds[layer]!.rope?.pairs === 'adjacent';
  const project = (part: 'q' | 'k' | 'v', count: number): Promise<Part> =>
    linear(source, at(`self_attn.${part}_proj.weight`), {
      input: at('normed'),
      output: at(part),
      order: isAdjacent && part !== 'v' ? halvesApart(count, headColumns) : undefined,
    });
  const past = ['key', 'value'].map((part) => `past_key_values.${layer}.${part}`);
  const present = ['key', 'value'].map((part) => `present.${layer}.${part}`);
  const query: OnnxNode = {
    op: 'GroupQueryAttention',
    domain: 'com.microsoft',
    inputs: [at('q'), at('k'), at('v'), ...past, 'lengths', 'total', 'cosines', 'sines'],
    output: [at('attended'), ...present],
    attributes: { num_heads: heads, kv_num_heads: kvHeads, do_rotary: 1, scale: { float: scoreScale } },
  };
  return [
    await norm(shape, source, at('input_layernorm'), input, at('normed')),
    await project('q', heads),
    await project('k', kvHeads),
    await project('v', kvHeads),
    { nodes: [query], constants: [] },
    await linear(source, at('self_attn.o_proj.weight'), { input: at('attended'), output: at('out') }),
    { nodes: [{ op: 'Add', inputs: [input, at('out')], output }], constants: [] },
  ];
}

/** Rows of heads whose pairs lie beside each other, in the order in which they lie half a head apart. */
function halvesApart(heads: number, columns: number): number[] {
  const half = columns / 2;
  return Array.from({ length: heads * columns }, (_, i) => {
    const [head, at] = [Math.floor(i / columns), i % columns];
    return head * columns + 2 * (at % half) + Math.floor(at / half);
  });
}

async function feedForward(shape: TextShape, source: WeightSource, layer: number): Promise<Part[]> {
  const at = (name: string): string => `layers.${layer}.${name}`;
  const [input, output] = [`hidden.${2 * layer + 1}`, `hidden.${2 * layer + 2}`];
  const up = { input: at('second'), output: at('up') };
  const nodes: OnnxNode[] = [
    { op: 'Sigmoid', inputs: [at('gate')], output: at('sigmoid') },
    { op: 'Mul', inputs: [at('gate'), at('sigmoid')], output: at('silu') },
    { op: 'Mul', inputs: [at('silu'), at('up')], output: at('gated') },
  ];
  return [
    await norm(shape, source, at('post_attention_layernorm'), input, at('second')),
    await linear(source, at('mlp.gate_proj.weight'), { ...up, output: at('gate') }),
    await linear(source, at('mlp.up_proj.weight'), up),
    { nodes, constants: [] },
    await linear(source, at('mlp.down_proj.weight'), { input: at('gated'), output: at('down') }),
    { nodes: [{ op: 'Add', inputs: [input, at('down')], output }], constants: [] },
  ];
}

function ends({ layers, kvHeads, headColumns, vocabulary }: TextShape): {
  inputs: OnnxValue[];
  outputs: OnnxValue[];
} {
  const pairs = (prefix: string, length: string): OnnxValue[] =>
    Array.from({ length: layers }, (_, layer) =>
      ['key', 'value'].map((part): OnnxValue => ({
        name: `${prefix}.${layer}.${part}`,
        type: 'float32',
        dims: ['batch_size', kvHeads, length, headColumns],
      })),
    ).flat();
  return {
    inputs: [
      { name: 'input_ids', type: 'int64', dims: ['batch_size', 'sequence_length'] },
      { name: 'attention_mask', type: 'int64', dims: ['batch_size', 'total_sequence_length'] },
      ...pairs('past_key_values', 'past_sequence_length'),
    ],
    outputs: [
      { name: 'logits', type: 'float32', dims: ['batch_size', 'sequence_length', vocabulary] },
      ...pairs('present', 'total_sequence_length'),
    ],
  };
}
