import tokenizer from '../../parity/text/tokenizer.json?raw';

const config = {
  model_type: 'llama',
  hidden_size: 512,
  intermediate_size: 1408,
  num_hidden_layers: 8,
  num_attention_heads: 8,
  num_key_value_heads: 4,
  vocab_size: 4096,
  max_position_embeddings: 2304,
  rms_norm_eps: 1e-5,
  tie_word_embeddings: true,
};

/** 25.6 million random weights in halves, a size that games might afford, in the layout of the model hubs. */
export function randomModel(): Map<string, File> {
  const { hidden_size: width, intermediate_size: inner, num_hidden_layers: layers, vocab_size } = config;
  const keys = (width / config.num_attention_heads) * config.num_key_value_heads;
  const shapes = new Map<string, number[]>([
    ['model.embed_tokens.weight', [vocab_size, width]],
    ['model.norm.weight', [width]],
  ]);
  for (let layer = 0; layer < layers; layer++) {
    const add = (name: string, ...shape: number[]): void =>
      void shapes.set(`model.layers.${layer}.${name}.weight`, shape);
    add('input_layernorm', width);
    add('post_attention_layernorm', width);
    add('self_attn.q_proj', width, width);
    add('self_attn.k_proj', keys, width);
    add('self_attn.v_proj', keys, width);
    add('self_attn.o_proj', width, width);
    add('mlp.gate_proj', inner, width);
    add('mlp.up_proj', inner, width);
    add('mlp.down_proj', width, inner);
  }
  const name = (file: string): string => `random/${file}`;
  return new Map([
    [name('config.json'), new File([JSON.stringify(config)], 'config.json')],
    [name('tokenizer.json'), new File([tokenizer], 'tokenizer.json')],
    [name('model.safetensors'), new File(writeHalves(shapes), 'model.safetensors')],
  ]);
}

/** A safetensors file of halves of about ±0.05, norms of about 1. */
function writeHalves(shapes: ReadonlyMap<string, readonly number[]>): BlobPart[] {
  const header: Record<string, { dtype: string; shape: readonly number[]; data_offsets: number[] }> = {};
  const parts: Uint16Array<ArrayBuffer>[] = [];
  let at = 0;
  let state = 1;
  for (const [name, shape] of shapes) {
    const count = shape.reduce((product, size) => product * size, 1);
    const halves = new Uint16Array(count);
    for (let i = 0; i < count; i++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      // A sign, an exponent of 2^-5 and random digits; 1 for norms.
      halves[i] = shape.length === 1 ? 0x3c00 : ((state >>> 16) & 0x8000) | 0x2800 | ((state >>> 8) & 0x3ff);
    }
    header[name] = { dtype: 'F16', shape, data_offsets: [at, (at += 2 * count)] };
    parts.push(halves);
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  const length = new DataView(new ArrayBuffer(8));
  length.setBigUint64(0, BigInt(json.length), true);
  return [length.buffer as ArrayBuffer, json, ...parts];
}
