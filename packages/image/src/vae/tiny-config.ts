import { FrameloomError, show } from '@frameloom/gpu';
import { failValue } from '../fail.ts';

/** What is read of the `config.json` of an `AutoencoderTiny` of diffusers. */
export type TinyConfig = {
  inChannels: number;
  outChannels: number;
  latentChannels: number;
  encoderChannels: readonly number[];
  decoderChannels: readonly number[];
  encoderBlocks: readonly number[];
  decoderBlocks: readonly number[];
  /** Whether blocks at the smallest size begin with a normalised part, as those of TAEF2 do. */
  midNorm: boolean;
  /** A latent is multiplied by it before a diffusion model sees it. */
  scalingFactor: number;
  shiftFactor: number;
};

const mostStages = 8;

/**
 * Reads the `config.json` of an `AutoencoderTiny`. `use_midblock_gn` is a field of taesd's own code, which diffusers does not have.
 *
 * @throws FrameloomError `unsupported` for another class or an option that this package does not have, `invalid-argument` for a
 * value that cannot be; both name the field.
 */
export function readTinyConfig(json: unknown): TinyConfig {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    failValue('autoencoder', 'the config', json, "the object of an AutoencoderTiny's config.json");
  }
  const fields = json as Record<string, unknown>;
  requireValue(fields, '_class_name', 'AutoencoderTiny');
  requireValue(fields, 'act_fn', 'relu');
  requireValue(fields, 'upsample_fn', 'nearest');
  requireValue(fields, 'upsampling_scaling_factor', 2);
  const encoderBlocks = readList(fields, 'num_encoder_blocks', [1, 3, 3, 3], 0, 16);
  const decoderBlocks = readList(fields, 'num_decoder_blocks', [3, 3, 3, 1], 0, 16);
  const config: TinyConfig = {
    inChannels: readWhole(fields, 'in_channels', 3),
    outChannels: readWhole(fields, 'out_channels', 3),
    latentChannels: readWhole(fields, 'latent_channels', 4),
    encoderChannels: readList(fields, 'encoder_block_out_channels', [64, 64, 64, 64], 1, 1024),
    decoderChannels: readList(fields, 'decoder_block_out_channels', [64, 64, 64, 64], 1, 1024),
    encoderBlocks,
    decoderBlocks,
    midNorm: readFlag(fields, 'use_midblock_gn'),
    scalingFactor: readNumber(fields, 'scaling_factor', 1),
    shiftFactor: readNumber(fields, 'shift_factor', 0),
  };
  requireStages('encoder', config.encoderChannels, encoderBlocks);
  requireStages('decoder', config.decoderChannels, decoderBlocks);
  if (encoderBlocks.length !== decoderBlocks.length) {
    failValue(
      'autoencoder',
      'num_decoder_blocks',
      decoderBlocks,
      `as many stages as the encoder has, ${encoderBlocks.length}`,
    );
  }
  return config;
}

function requireValue(fields: Record<string, unknown>, name: string, wanted: string | number): void {
  const value = fields[name] ?? (name === '_class_name' ? undefined : wanted);
  if (value === wanted) return;
  throw new FrameloomError(
    'unsupported',
    `autoencoder: ${name} is ${show(value)}. Only ${show(wanted)} is supported.`,
  );
}

/** The convolution between two stages keeps its channels. */
function requireStages(part: string, channels: readonly number[], blocks: readonly number[]): void {
  if (channels.length !== blocks.length) {
    failValue(
      'autoencoder',
      `${part}_block_out_channels`,
      channels,
      `${blocks.length} numbers, as num_${part}_blocks has`,
    );
  }
  if (channels.some((count) => count !== channels[0])) {
    failValue('autoencoder', `${part}_block_out_channels`, channels, 'the same number for every stage');
  }
}

function readList(
  fields: Record<string, unknown>,
  name: string,
  preset: readonly number[],
  low: number,
  high: number,
): readonly number[] {
  const value = fields[name] ?? preset;
  const fits = (item: unknown): item is number =>
    typeof item === 'number' && Number.isInteger(item) && item >= low && item <= high;
  if (Array.isArray(value) && value.length >= 1 && value.length <= mostStages && value.every(fits))
    return value;
  failValue('autoencoder', name, value, `1 to ${mostStages} whole numbers from ${low} to ${high}`);
}

function readWhole(fields: Record<string, unknown>, name: string, preset: number): number {
  const value = fields[name] ?? preset;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 1024) return value;
  failValue('autoencoder', name, value, 'a whole number from 1 to 1024');
}

function readFlag(fields: Record<string, unknown>, name: string): boolean {
  const value = fields[name] ?? false;
  return typeof value === 'boolean' ? value : failValue('autoencoder', name, value, 'true or false');
}

function readNumber(fields: Record<string, unknown>, name: string, preset: number): number {
  const value = fields[name] ?? preset;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  failValue('autoencoder', name, value, 'a finite number');
}
