import { readJsonFields } from '../json-fields.ts';
import { failValue } from '../fail.ts';

/** What is read of the `config.json` of a `CLIPTextModel` of transformers. */
export type TextEncoderConfig = {
  vocabulary: number;
  /** Columns of the result. */
  width: number;
  innerWidth: number;
  layers: number;
  heads: number;
  /** Tokens of a text, both ends included. */
  positions: number;
  activation: 'quick-gelu' | 'gelu' | 'gelu-tanh';
  epsilon: number;
  /** Columns of the text as a whole, of a `CLIPTextModelWithProjection`. */
  projection: number | undefined;
  /** The token whose row stands for the whole; 2 in old files, where it is the largest. */
  endToken: number;
};

const activations = { quick_gelu: 'quick-gelu', gelu: 'gelu', gelu_new: 'gelu-tanh' } as const;

/**
 * Reads the `config.json` of a `CLIPTextModel`, or the text's part of a whole CLIP's.
 *
 * @param projects Whether it is a `CLIPTextModelWithProjection`.
 * @throws FrameloomError `unsupported`, `invalid-argument`; both name the field.
 */
export function readTextEncoderConfig(json: unknown, projects: boolean = false): TextEncoderConfig {
  const whole = json as { text_config?: unknown } | null;
  const fields = readJsonFields('text encoder', whole?.text_config ?? json);
  const width = fields.whole('hidden_size', 512);
  const heads = fields.whole('num_attention_heads', 8);
  if (width % (4 * heads) !== 0) {
    failValue(
      'text encoder',
      'num_attention_heads',
      heads,
      `a number that cuts ${width} into multiples of 4`,
    );
  }
  return {
    vocabulary: fields.whole('vocab_size', 49408, 1, 2 ** 20),
    width,
    innerWidth: fields.whole('intermediate_size', 2048),
    layers: fields.whole('num_hidden_layers', 12, projects ? 2 : 1, 64),
    heads,
    positions: fields.whole('max_position_embeddings', 77, 2, 4096),
    activation: activations[fields.choice('hidden_act', 'quick_gelu', ['quick_gelu', 'gelu', 'gelu_new'])],
    epsilon: fields.number('layer_norm_eps', 1e-5),
    projection: projects ? fields.whole('projection_dim', 512) : undefined,
    endToken: fields.whole('eos_token_id', 49407, 0, 2 ** 20),
  };
}
