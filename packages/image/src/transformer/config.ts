import { failValue } from '../fail.ts';
import { readJsonFields } from '../json-fields.ts';

/** What is read of the `config.json` of an `SD3Transformer2DModel` of diffusers. */
export type TransformerConfig = {
  inChannels: number;
  outChannels: number;
  /** Side of the usual sample, pixels of the latent. */
  sampleSize: number;
  layers: number;
  heads: number;
  /** Columns of all heads. */
  width: number;
  /** Columns of the text's matrix. */
  textColumns: number;
  /** Numbers of the text as a whole. */
  pooledColumns: number;
  /** Side of the table of places, patches; samples take its middle. */
  positionsSide: number;
  /** Whether heads of queries and keys are normalised. */
  qkNorm: boolean;
  /** Layers whose pixels look at each other a second time. */
  dualLayers: readonly number[];
};

/**
 * Reads the `config.json` of an `SD3Transformer2DModel`: Stable Diffusion 3 and 3.5.
 *
 * @throws FrameloomError `unsupported`, `invalid-argument`; both name the field.
 */
export function readTransformerConfig(json: unknown): TransformerConfig {
  const fields = readJsonFields('transformer', json);
  fields.require('_class_name', 'SD3Transformer2DModel');
  fields.require('patch_size', 2);
  const heads = fields.whole('num_attention_heads', 18);
  const headColumns = fields.whole('attention_head_dim', 64);
  if (headColumns % 4 !== 0) failValue('transformer', 'attention_head_dim', headColumns, 'a multiple of 4');
  const width = heads * headColumns;
  const caption = fields.whole('caption_projection_dim', 1152);
  if (caption !== width)
    failValue('transformer', 'caption_projection_dim', caption, `${width}, the columns of all heads`);
  const inChannels = fields.whole('in_channels', 16, 1, 64);
  const layers = fields.whole('num_layers', 18, 1, 128);
  const hasDual = fields.has('dual_attention_layers');
  return {
    inChannels,
    outChannels: fields.whole('out_channels', inChannels, 1, 64),
    sampleSize: fields.whole('sample_size', 128),
    layers,
    heads,
    width,
    textColumns: fields.whole('joint_attention_dim', 4096),
    pooledColumns: fields.whole('pooled_projection_dim', 2048),
    positionsSide: fields.whole('pos_embed_max_size', 96, 1, 1024),
    qkNorm: fields.has('qk_norm') && fields.choice('qk_norm', 'rms_norm', ['rms_norm']) === 'rms_norm',
    dualLayers: hasDual ? readDualLayers(json, layers) : [],
  };
}

/** Its first layer may be 0, and it may be empty. */
function readDualLayers(json: unknown, layers: number): readonly number[] {
  const list = (json as { dual_attention_layers: unknown }).dual_attention_layers;
  const isLayer = (item: unknown): item is number =>
    typeof item === 'number' && Number.isInteger(item) && item >= 0 && item < layers;
  if (Array.isArray(list) && list.length <= layers && list.every(isLayer)) return list;
  return failValue('transformer', 'dual_attention_layers', list, `numbers of layers below ${layers}`);
}
