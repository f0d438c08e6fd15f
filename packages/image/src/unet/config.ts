import { failValue } from '../fail.ts';
import { readJsonFields } from '../json-fields.ts';

/** What is read of the `config.json` of a `UNet2DConditionModel` of diffusers. */
export type UnetConfig = {
  inChannels: number;
  outChannels: number;
  /** Channels of each stage, from the full size on. */
  blockOutChannels: readonly number[];
  /** Whether each stage looks at the text, on its way down and, from the smallest size on, up. */
  downAttention: readonly boolean[];
  upAttention: readonly boolean[];
  /** ResNet blocks of each stage on its way down; one more on the way up. */
  layersPerBlock: readonly number[];
  transformerLayers: readonly number[];
  /** Heads of each stage. */
  heads: readonly number[];
  /** Columns of the text's matrix. */
  crossAttentionDim: number;
  normGroups: number;
  normEpsilon: number;
  /** Whether transformers begin and end with linear layers instead of convolutions of one pixel. */
  useLinearProjection: boolean;
  flipSinToCos: boolean;
  freqShift: number;
  /** Side of the usual sample, pixels of the latent. */
  sampleSize: number;
};

const downBlocks = ['DownBlock2D', 'CrossAttnDownBlock2D'];
const upBlocks = ['UpBlock2D', 'CrossAttnUpBlock2D'];

/**
 * Reads the `config.json` of a `UNet2DConditionModel`, of the Stable Diffusion 1 and 2 class.
 *
 * @throws FrameloomError `unsupported` for what this package does not have, `invalid-argument` for a value that cannot be;
 * both name the field.
 */
export function readUnetConfig(json: unknown): UnetConfig {
  const fields = readJsonFields('unet', json);
  requireSupported(fields);
  const channels = fields.list('block_out_channels', [320, 640, 1280, 1280]);
  const count = channels.length;
  const stages = <T>(name: string, list: readonly T[]): readonly T[] =>
    list.length === count ? list : failValue('unet', name, list, `${count} names, as there are stages`);
  const usualDown = channels.map((_, i) => downBlocks[i < count - 1 ? 1 : 0]!);
  const usualUp = channels.map((_, i) => upBlocks[i > 0 ? 1 : 0]!);
  const down = stages('down_block_types', fields.names('down_block_types', usualDown, downBlocks));
  const up = stages('up_block_types', fields.names('up_block_types', usualUp, upBlocks));
  const groups = fields.whole('norm_num_groups', 32);
  const headsField = fields.has('num_attention_heads') ? 'num_attention_heads' : 'attention_head_dim';
  const heads = fields.wholes(headsField, 8, count);
  channels.forEach((width, i) => {
    if (width % groups !== 0) {
      failValue('unet', 'block_out_channels', channels, `multiples of norm_num_groups, ${groups}`);
    }
    if (width % (4 * heads[i]!) !== 0) {
      failValue('unet', headsField, heads, `heads whose columns, of ${width}, are multiples of 4`);
    }
  });
  return {
    inChannels: fields.whole('in_channels', 4, 1, 64),
    outChannels: fields.whole('out_channels', 4, 1, 64),
    blockOutChannels: channels,
    downAttention: down.map((name) => name !== 'DownBlock2D'),
    upAttention: up.map((name) => name !== 'UpBlock2D'),
    layersPerBlock: fields.wholes('layers_per_block', 2, count),
    transformerLayers: fields.wholes('transformer_layers_per_block', 1, count),
    heads,
    crossAttentionDim: fields.whole('cross_attention_dim', 1280),
    normGroups: groups,
    normEpsilon: fields.number('norm_eps', 1e-5),
    useLinearProjection: fields.flag('use_linear_projection', false),
    flipSinToCos: fields.flag('flip_sin_to_cos', true),
    freqShift: fields.number('freq_shift', 0),
    sampleSize: fields.whole('sample_size', 64),
  };
}

/** Options that would change what is computed, at the values that they have in the Stable Diffusion 1 and 2 class. */
function requireSupported(fields: ReturnType<typeof readJsonFields>): void {
  const usual: Record<string, unknown> = {
    _class_name: 'UNet2DConditionModel',
    act_fn: 'silu',
    center_input_sample: false,
    downsample_padding: 1,
    mid_block_scale_factor: 1,
    mid_block_type: 'UNetMidBlock2DCrossAttn',
    resnet_time_scale_shift: 'default',
    resnet_skip_time_act: false,
    resnet_out_scale_factor: 1,
    time_embedding_type: 'positional',
    time_embedding_act_fn: undefined,
    timestep_post_act: undefined,
    time_cond_proj_dim: undefined,
    class_embed_type: undefined,
    num_class_embeds: undefined,
    addition_embed_type: undefined,
    encoder_hid_dim: undefined,
    encoder_hid_dim_type: undefined,
    cross_attention_norm: undefined,
    reverse_transformer_layers_per_block: undefined,
    attention_type: 'default',
    conv_in_kernel: 3,
    conv_out_kernel: 3,
    dual_cross_attention: false,
    class_embeddings_concat: false,
    only_cross_attention: false,
    mid_block_only_cross_attention: undefined,
  };
  for (const [name, value] of Object.entries(usual)) fields.require(name, value);
}
