import type { NetworkArchitecture } from '@frameloom/nn';
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

/**
 * The encoder of an `AutoencoderKL`: picture, −1 to 1 → the mean of its latent's distribution. The deviation, the other half of
 * the channels, is not computed; see `arrangeKlTensors`.
 */
export function klEncoderArchitecture(config: KlConfig): NetworkArchitecture {
  const { blockOutChannels: widths, latentChannels, layersPerBlock, inChannels, normGroups: groups } = config;
  const chain = createChain();
  let width = widths[0]!;
  let x = chain.conv('encoder.conv_in', 'picture', width);
  const resnet = (name: string, inputs: number, outputs: number): string =>
    addResnet(chain, `encoder.${name}`, x, { inputs, outputs, groups, epsilon });
  widths.forEach((channels, stage) => {
    for (let i = 0; i < layersPerBlock; i++) {
      x = resnet(`down_blocks.${stage}.resnets.${i}`, width, channels);
      width = channels;
    }
    const name = `encoder.down_blocks.${stage}.downsamplers.0.conv`;
    if (stage < widths.length - 1) x = chain.conv(name, x, width, { stride: 2, padding: 'end' });
  });
  x = resnet('mid_block.resnets.0', width, width);
  if (config.midAttention) x = addAttention(chain, 'encoder.mid_block.attentions.0', x, width, groups);
  x = resnet('mid_block.resnets.1', width, width);
  x = chain.norm('encoder.conv_norm_out', x, { groups, epsilon, activation: 'silu' });
  // Both halves go into what follows, where something does.
  x = chain.conv('encoder.conv_out', x, config.quant ? 2 * latentChannels : latentChannels);
  if (config.quant) x = chain.conv('quant_conv', x, latentChannels, { kernel: 1 });
  return chain.end([{ name: 'picture', channels: inChannels }], x);
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
