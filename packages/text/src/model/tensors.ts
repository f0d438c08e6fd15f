import type { TextShape } from './shape.ts';

/** A tensor that a model must have. */
export type WantedTensor = { name: string; shape: readonly number[] };

/**
 * Every tensor of a model by the names of Hugging Face's Llama without `model.`; what other formats call otherwise is
 * renamed when it is read.
 */
export function wantedTensors(shape: TextShape): WantedTensor[] {
  const { vocabulary, width, context, layers } = shape;
  const wanted: WantedTensor[] = [{ name: 'embed_tokens.weight', shape: [vocabulary, width] }];
  if (shape.learnedPositions) wanted.push({ name: 'embed_positions.weight', shape: [context, width] });
  for (let layer = 0; layer < layers; layer++) {
    for (const { name, shape: size } of layerTensors(shape)) {
      wanted.push({ name: `layers.${layer}.${name}`, shape: size });
    }
  }
  wanted.push(...norm(shape, 'norm', width));
  if (!shape.tied) wanted.push({ name: 'lm_head.weight', shape: [vocabulary, width] });
  return wanted;
}

function layerTensors(shape: TextShape): WantedTensor[] {
  const { width, heads, kvHeads, headColumns, feedForward, bias } = shape;
  const linear = (name: string, outputs: number, inputs: number, hasBias: boolean): WantedTensor[] => [
    { name: `${name}.weight`, shape: [outputs, inputs] },
    ...(hasBias ? [{ name: `${name}.bias`, shape: [outputs] }] : []),
  ];
  const [queries, keys] = [heads * headColumns, kvHeads * headColumns];
  return [
    ...norm(shape, 'input_layernorm', width),
    ...linear('self_attn.q_proj', queries, width, bias.qkv),
    ...linear('self_attn.k_proj', keys, width, bias.qkv),
    ...linear('self_attn.v_proj', keys, width, bias.qkv),
    ...linear('self_attn.o_proj', width, queries, bias.out),
    ...(shape.headNorm
      ? ['q_norm', 'k_norm'].flatMap((name) => norm(shape, `self_attn.${name}`, headColumns))
      : []),
    ...norm(shape, 'post_attention_layernorm', width),
    ...(shape.postNorm
      ? ['pre_feedforward_layernorm', 'post_feedforward_layernorm'].flatMap((name) =>
          norm(shape, name, width),
        )
      : []),
    ...(shape.gated ? linear('mlp.gate_proj', feedForward, width, bias.mlp) : []),
    ...linear('mlp.up_proj', feedForward, width, bias.mlp),
    ...linear('mlp.down_proj', width, feedForward, bias.mlp),
  ];
}

function norm({ norm: { kind } }: TextShape, name: string, size: number): WantedTensor[] {
  return (kind === 'layer' ? ['weight', 'bias'] : ['weight']).map((part) => ({
    name: `${name}.${part}`,
    shape: [size],
  }));
}
