import { FrameloomError } from '@frameloom/gpu';
import { readActivation } from './activations.ts';
import type { ConfigFields } from './fields.ts';
import type { TextShape } from './shape.ts';

/** GPT-2 has its own names for all that it shares with the others. */
export function readGpt2(fields: ConfigFields): TextShape {
  const width = fields.count('n_embd', { most: 2 ** 16 });
  const layers = fields.count('n_layer', { most: 1024 });
  const heads = fields.count('n_head', { most: 1024 });
  if (width % heads !== 0) fields.fail(`n_embd ${width} is no multiple of n_head ${heads}.`);
  for (const name of ['scale_attn_by_inverse_layer_idx', 'add_cross_attention']) {
    if (!fields.flag(name, false)) continue;
    throw new FrameloomError('unsupported', `${fields.where}: ${name} is not known.`);
  }
  const headColumns = width / heads;
  return {
    family: 'gpt2',
    vocabulary: fields.count('vocab_size', { most: 2 ** 22 }),
    width,
    layers,
    heads,
    kvHeads: heads,
    headColumns,
    feedForward: fields.count('n_inner', { most: 2 ** 20, fallback: 4 * width }),
    context: fields.count('n_positions', { most: 2 ** 20 }),
    norm: { kind: 'layer', epsilon: fields.positive('layer_norm_epsilon', 1e-5), weightOffset: 0 },
    activation: readActivation(fields, 'activation_function', 'gelu_new'),
    gated: false,
    headNorm: false,
    postNorm: false,
    bias: { qkv: true, out: true, mlp: true },
    layerKinds: Array.from({ length: layers }, () => ({})),
    learnedPositions: true,
    embeddingScale: 1,
    scoreScale: fields.flag('scale_attn_weights', true) ? headColumns ** -0.5 : 1,
    tied: fields.flag('tie_word_embeddings', true),
  };
}
