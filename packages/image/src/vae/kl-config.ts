import { failValue } from '../fail.ts';
import { readJsonFields } from '../json-fields.ts';

/** What is read of the `config.json` of an `AutoencoderKL` of diffusers. */
export type KlConfig = {
  inChannels: number;
  outChannels: number;
  latentChannels: number;
  /** Channels of each stage, from the full size on. */
  blockOutChannels: readonly number[];
  layersPerBlock: number;
  normGroups: number;
  /** Whether the pixels of the smallest map look at each other. */
  midAttention: boolean;
  /** Whether a convolution of one pixel comes before the decoder. */
  postQuant: boolean;
  /** Whether one comes after the encoder. */
  quant: boolean;
  /** A latent is multiplied by it before a diffusion model sees it. */
  scalingFactor: number;
  shiftFactor: number;
};

/**
 * Reads the `config.json` of an `AutoencoderKL`.
 *
 * @throws FrameloomError `unsupported`, `invalid-argument`; both name the field.
 */
export function readKlConfig(json: unknown): KlConfig {
  const fields = readJsonFields('autoencoder', json);
  fields.require('_class_name', 'AutoencoderKL');
  fields.require('act_fn', 'silu');
  const channels = fields.list('block_out_channels', [64]);
  fields.names('up_block_types', ['UpDecoderBlock2D'], ['UpDecoderBlock2D']);
  fields.names('down_block_types', ['DownEncoderBlock2D'], ['DownEncoderBlock2D']);
  const groups = fields.whole('norm_num_groups', 32);
  if (channels.some((count) => count % groups !== 0)) {
    failValue('autoencoder', 'block_out_channels', channels, `multiples of norm_num_groups, ${groups}`);
  }
  return {
    inChannels: fields.whole('in_channels', 3, 1, 64),
    outChannels: fields.whole('out_channels', 3, 1, 64),
    latentChannels: fields.whole('latent_channels', 4, 1, 64),
    blockOutChannels: channels,
    layersPerBlock: fields.whole('layers_per_block', 1, 1, 16),
    normGroups: groups,
    midAttention: fields.flag('mid_block_add_attention', true),
    postQuant: fields.flag('use_post_quant_conv', true),
    quant: fields.flag('use_quant_conv', true),
    scalingFactor: fields.number('scaling_factor', 0.18215),
    shiftFactor: fields.number('shift_factor', 0),
  };
}
