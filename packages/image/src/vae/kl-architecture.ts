import type { NetworkArchitecture, Tensor, Tensors } from '@frameloom/nn';
import { createChain, type Chain } from '../unet/chain.ts';
import { addResnet } from '../unet/resnet.ts';
import type { KlConfig } from './kl-config.ts';

const epsilon = 1e-6;

/** The decoder of an `AutoencoderKL` as a network: latent → picture, −1 to 1. Layers have the names of diffusers' tensors. */
export function klDecoderArchitecture(config: KlConfig): NetworkArchitecture {
  const { blockOutChannels, latentChannels, layersPerBlock, outChannels, normGroups: groups } = config;
  const chain = createChain();
  const widths = blockOutChannels.toReversed();
  let width = widths[0]!;
  const begin = config.postQuant
    ? chain.conv('post_quant_conv', 'latent', latentChannels, { kernel: 1 })
    : 'latent';
  let x = chain.conv('decoder.conv_in', begin, width);
  const resnet = (name: string, input: string, inputs: number, outputs: number): string =>
    addResnet(chain, `decoder.${name}`, input, { inputs, outputs, groups, epsilon });
  x = resnet('mid_block.resnets.0', x, width, width);
  if (config.midAttention) x = addAttention(chain, 'decoder.mid_block.attentions.0', x, width, groups);
  x = resnet('mid_block.resnets.1', x, width, width);
  widths.forEach((channels, stage) => {
    for (let i = 0; i <= layersPerBlock; i++) {
      x = resnet(`up_blocks.${stage}.resnets.${i}`, x, width, channels);
      width = channels;
    }
    if (stage < widths.length - 1)
      x = chain.conv(`decoder.up_blocks.${stage}.upsamplers.0.conv`, x, width, { upsample: true });
  });
  x = chain.norm('decoder.conv_norm_out', x, { groups, epsilon, activation: 'silu' });
  return chain.end(
    [{ name: 'latent', channels: latentChannels }],
    chain.conv('decoder.conv_out', x, outChannels),
  );
}

/** Attention of one head among all pixels. */
function addAttention(chain: Chain, name: string, x: string, width: number, groups: number): string {
  const normed = chain.norm(`${name}.group_norm`, x, { groups, epsilon });
  const rows = chain.add({ name: `${name}.rows`, op: 'to-matrix', input: [normed] });
  const input = ['to_q', 'to_k', 'to_v'].map((part) => chain.linear(`${name}.${part}`, rows, width));
  const seen = chain.add({ name: `${name}.seen`, op: 'attention', input, heads: 1 });
  const out = chain.linear(`${name}.to_out.0`, seen, width);
  const map = chain.add({ name: `${name}.map`, op: 'to-map', input: [out] });
  return chain.add({ name: `${name}.sum`, op: 'add', input: [map, x] });
}

/** What files from before diffusers 0.17 call the parts of attention. */
const oldNames: readonly (readonly [string, string])[] = [
  ['.query.', '.to_q.'],
  ['.key.', '.to_k.'],
  ['.value.', '.to_v.'],
  ['.proj_attn.', '.to_out.0.'],
];

/** The tensors of an `AutoencoderKL` by the names of today's diffusers; matrices that were kept as convolutions become matrices. */
export function arrangeKlTensors(tensors: Tensors): Tensors {
  const arranged = new Map<string, Tensor>();
  for (const [name, tensor] of tensors) {
    const isAttention = name.includes('.attentions.');
    const renamed = isAttention ? oldNames.reduce((text, [old, now]) => text.replace(old, now), name) : name;
    const isFlat = isAttention && tensor.shape.length === 4;
    arranged.set(renamed, isFlat ? { ...tensor, shape: tensor.shape.slice(0, 2) } : tensor);
  }
  return arranged;
}
