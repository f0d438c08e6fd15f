import type { NetworkArchitecture } from '@frameloom/nn';
import { createChain } from '../unet/chain.ts';
import type { TextEncoderConfig } from './config.ts';

/** Prefix of the tensors' names, which newer files leave out. */
export const textPrefix = 'text_model.';

/**
 * A `CLIPTextModel` as a network: `embeddings` (a row for each token, its place added) → the last hidden state. Layers have
 * the names of transformers' tensors.
 */
export function textEncoderArchitecture(config: TextEncoderConfig): NetworkArchitecture {
  const { width, innerWidth, layers, heads, positions, activation, epsilon } = config;
  const chain = createChain();
  let x = 'embeddings';
  for (let i = 0; i < layers; i++) {
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
  return chain.end(
    [{ name: 'embeddings', channels: width, rows: positions }],
    chain.layerNorm(`${textPrefix}final_layer_norm`, x, epsilon),
  );
}
