import type { NetworkArchitecture } from '@frameloom/nn';
import { createChain, type Chain } from './chain.ts';
import type { UnetConfig } from './config.ts';
import { addResnet } from './resnet.ts';
import { addTransformer } from './transformer.ts';

/**
 * A `UNet2DConditionModel` as a network: `sample` (a map), `time` (the sinusoidal embedding of the time step, one row) and
 * `text` (a row for each token) → what the sampler's step reads. Layers have the names of diffusers' tensors.
 *
 * @param tokens Rows of the text.
 */
export function unetArchitecture(config: UnetConfig, tokens: number): NetworkArchitecture {
  const { blockOutChannels: widths, layersPerBlock, inChannels, outChannels } = config;
  const chain = createChain();
  const first = widths[0]!;
  const build = createStages(chain, config, addTime(chain, first));
  let x = chain.conv('conv_in', 'sample', first);
  let channels = first;
  const skips = [{ name: x, channels }];
  widths.forEach((width, stage) => {
    for (let i = 0; i < layersPerBlock[stage]!; i++) {
      x = build.layer(`down_blocks.${stage}`, i, { x, channels, width, stage, up: false });
      channels = width;
      skips.push({ name: x, channels });
    }
    if (stage === widths.length - 1) return;
    x = chain.conv(`down_blocks.${stage}.downsamplers.0.conv`, x, width, { stride: 2 });
    skips.push({ name: x, channels });
  });
  x = build.middle(x, channels);
  widths.toReversed().forEach((width, index) => {
    const stage = widths.length - 1 - index;
    for (let i = 0; i <= layersPerBlock[stage]!; i++) {
      const skip = skips.pop()!;
      const name = `up_blocks.${index}.joined.${i}`;
      const joined = chain.add({ name, op: 'concat', input: [x, skip.name] });
      const place = { x: joined, channels: channels + skip.channels, width, stage, up: true };
      x = build.layer(`up_blocks.${index}`, i, place);
      channels = width;
    }
    if (stage > 0) x = chain.conv(`up_blocks.${index}.upsamplers.0.conv`, x, width, { upsample: true });
  });
  const { normGroups: groups, normEpsilon: epsilon } = config;
  x = chain.norm('conv_norm_out', x, { groups, epsilon, activation: 'silu' });
  return chain.end(
    [
      { name: 'sample', channels: inChannels },
      { name: 'time', channels: first, rows: 1 },
      { name: 'text', channels: config.crossAttentionDim, rows: tokens },
    ],
    chain.conv('conv_out', x, outChannels),
  );
}

/** The time step's embedding; its last activation is part of what reads it, in every block. */
function addTime(chain: Chain, width: number): string {
  const inner = chain.linear('time_embedding.linear_1', 'time', width * 4, { activation: 'silu' });
  return chain.linear('time_embedding.linear_2', inner, width * 4, { activation: 'silu' });
}

type Place = { x: string; channels: number; width: number; stage: number; up: boolean };

function createStages(chain: Chain, config: UnetConfig, time: string) {
  const { normGroups: groups, normEpsilon: epsilon, heads, transformerLayers } = config;
  const resnet = (name: string, x: string, inputs: number, outputs: number): string =>
    addResnet(chain, name, x, { inputs, outputs, groups, epsilon, time });
  const transformer = (name: string, x: string, width: number, stage: number): string =>
    addTransformer(chain, name, x, {
      width,
      groups,
      heads: heads[stage]!,
      layers: transformerLayers[stage]!,
      isLinear: config.useLinearProjection,
    });
  return {
    /** One ResNet block and what looks at the text after it. */
    layer(block: string, i: number, { x, channels, width, stage, up }: Place): string {
      const result = resnet(`${block}.resnets.${i}`, x, channels, width);
      const index = config.blockOutChannels.length - 1 - stage;
      const looks = up ? config.upAttention[index] : config.downAttention[stage];
      return looks ? transformer(`${block}.attentions.${i}`, result, width, stage) : result;
    },
    middle(x: string, width: number): string {
      const last = config.blockOutChannels.length - 1;
      const begun = resnet('mid_block.resnets.0', x, width, width);
      const seen = transformer('mid_block.attentions.0', begun, width, last);
      return resnet('mid_block.resnets.1', seen, width, width);
    },
  };
}
