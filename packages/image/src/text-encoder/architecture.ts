import type { NetworkArchitecture } from '@frameloom/nn';
import { createChain } from '../unet/chain.ts';
import type { TextEncoderConfig } from './config.ts';

/** Prefix of the tensors' names, which newer files leave out. */
export const textPrefix = 'text_model.';

/** Name of the layer that projects the text as a whole; it has no prefix. */
export const projectionName = 'text_projection';

/**
 * A `CLIPTextModel` as a network: `embeddings` (a row for each token, its place added) → the last hidden state. With a projection,
 * a `CLIPTextModelWithProjection`: the last hidden state but one, and the projected rows. Layers have the names of transformers'
 * tensors.
 */
export function textEncoderArchitecture(config: TextEncoderConfig): NetworkArchitecture {
  const { width, innerWidth, layers, heads, positions, activation, epsilon } = config;
  const chain = createChain();
  let x = 'embeddings';
  let before = x;
  for (let i = 0; i < layers; i++) {
    before = x;
    const name = `${textPrefix}encoder.layers.${i}`;
    const normed = chain.layerNorm(`${name}.layer_norm1`, x, epsilon);
    const input = ['q', 'k', 'v'].map((part) =>
      chain.linear(`${name}.self_attn.${part}_proj`, normed, width),
    );
    const seen = chain.add({ name: `${name}.seen`, op: 'attention', input, heads, causal: true });
    x = chain.linear(`${name}.self_attn.out_proj`, seen, width, { residual: x });
    const second = chain.layerNorm(`${name}.layer_norm2`, x, epsilon);
    const inner = chain.linear(`${name}.mlp.fc1`, second, innerWidth, { activation });
    x = chain.linear(`${name}.mlp.fc2`, inner, width, { residual: x });
  }
  const last = chain.layerNorm(`${textPrefix}final_layer_norm`, x, epsilon);
  const inputs = [{ name: 'embeddings', channels: width, rows: positions }];
  if (config.projection === undefined) return chain.end(inputs, last);
  const projected = chain.linear(projectionName, last, config.projection);
  return { ...chain.end(inputs, projected), outputs: [before, projected] };
}
