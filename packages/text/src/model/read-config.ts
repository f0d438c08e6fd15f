import { FrameloomError, show } from '@frameloom/gpu';
import type { JsonObject } from '@frameloom/gpu/files';
import { readActivation } from './activations.ts';
import { readFields, type ConfigFields } from './fields.ts';
import { readGpt2 } from './gpt2.ts';
import { readRope } from './rope.ts';
import type { TextFamily, TextShape } from './shape.ts';

const families: Readonly<Record<string, TextFamily>> = {
  llama: 'llama',
  qwen2: 'qwen2',
  qwen3: 'qwen3',
  gemma3_text: 'gemma3',
  gpt2: 'gpt2',
};

/**
 * The shape of a model from its `config.json`.
 *
 * @throws FrameloomError `unsupported` for an architecture that is not known, `load-failed` for fields that make no sense.
 */
export function readConfig(where: string, json: JsonObject): TextShape {
  const fields = readFields(where, json);
  const type = fields.text('model_type', '');
  const family = Object.hasOwn(families, type) ? families[type] : undefined;
  if (family === undefined) {
    throw new FrameloomError(
      'unsupported',
      `${where}: model_type ${show(type)} is not known. Known are ${Object.keys(families).join(', ')}.`,
    );
  }
  const shape = family === 'gpt2' ? readGpt2(fields) : readLlamaLike(fields, family);
  return requireSane(fields, shape);
}

function readLlamaLike(fields: ConfigFields, family: 'llama' | 'qwen2' | 'qwen3' | 'gemma3'): TextShape {
  const isGemma = family === 'gemma3';
  const width = fields.count('hidden_size', { most: 2 ** 16 });
  const layers = fields.count('num_hidden_layers', { most: 1024 });
  const heads = fields.count('num_attention_heads', { most: 1024 });
  const headColumns = fields.count('head_dim', { most: 512, fallback: Math.floor(width / heads) });
  const attentionBias = fields.flag('attention_bias', false);
  const mlpBias = fields.flag('mlp_bias', false);
  return {
    family,
    vocabulary: fields.count('vocab_size', { most: 2 ** 22 }),
    width,
    layers,
    heads,
    kvHeads: fields.count('num_key_value_heads', { most: heads, fallback: heads }),
    headColumns,
    feedForward: fields.count('intermediate_size', { most: 2 ** 20 }),
    context: fields.count('max_position_embeddings', { most: 2 ** 24, fallback: 2048 }),
    norm: {
      kind: 'rms',
      epsilon: fields.positive('rms_norm_eps', 1e-6),
      weightOffset: isGemma ? 1 : 0,
    },
    activation: readActivation(
      fields,
      isGemma ? 'hidden_activation' : 'hidden_act',
      isGemma ? 'gelu_pytorch_tanh' : 'silu',
    ),
    gated: true,
    headNorm: isGemma || family === 'qwen3',
    postNorm: isGemma,
    bias: { qkv: attentionBias || family === 'qwen2', out: attentionBias, mlp: mlpBias },
    layerKinds: readLayerKinds(fields, layers, isGemma),
    learnedPositions: false,
    embeddingScale: isGemma ? Math.sqrt(width) : 1,
    scoreScale: (isGemma ? fields.positive('query_pre_attn_scalar', 256) : headColumns) ** -0.5,
    tied: fields.flag('tie_word_embeddings', isGemma),
  };
}

function readLayerKinds(fields: ConfigFields, layers: number, isGemma: boolean): TextShape['layerKinds'] {
  const types = fields.list('layer_types');
  const hasWindow = isGemma || fields.flag('use_sliding_window', false);
  const window = hasWindow ? fields.count('sliding_window', { fallback: 4096 }) : undefined;
  const pattern = fields.count('sliding_window_pattern', { fallback: 6 });
  const from = fields.count('max_window_layers', { least: 0, fallback: 0 });
  if (types && types.length !== layers) fields.fail(`layer_types must have ${layers} entries.`);
  return Array.from({ length: layers }, (_, layer) => {
    const type = types?.[layer];
    if (type !== undefined && type !== 'full_attention' && type !== 'sliding_attention') {
      throw new FrameloomError('unsupported', `${fields.where}: layer type ${show(type)} is not known.`);
    }
    const slides = isGemma ? (layer + 1) % pattern !== 0 : layer >= from;
    const isSliding = hasWindow && (type === undefined ? slides : type === 'sliding_attention');
    return { window: isSliding ? window : undefined, rope: readRope(fields, isGemma && isSliding, isGemma) };
  });
}

function requireSane(fields: ConfigFields, shape: TextShape): TextShape {
  const { heads, kvHeads, headColumns, layers, width } = shape;
  if (heads % kvHeads !== 0) fields.fail(`${heads} heads can't share ${kvHeads} heads of keys.`);
  if (headColumns % 8 !== 0) {
    throw new FrameloomError(
      'unsupported',
      `${fields.where}: a head must have a multiple of 8 numbers, got ${headColumns}.`,
    );
  }
  if (heads * headColumns > 2 ** 18 || layers * width > 2 ** 24)
    fields.fail('is larger than any known model.');
  return shape;
}
