import type { NetworkArchitecture, Tensors } from '@frameloom/nn';
import { timeColumns, transformerArchitecture } from '../transformer/architecture.ts';
import { readTransformerConfig } from '../transformer/config.ts';
import { arrangeTransformerTensors } from '../transformer/tensors.ts';
import { unetArchitecture } from '../unet/architecture.ts';
import { readUnetConfig } from '../unet/config.ts';
import { embedTimestep } from '../unet/embed-timestep.ts';
import { arrangeUnetTensors } from '../unet/tensors.ts';

/** The network that takes noise away: a U-Net, or a transformer. */
export type Denoiser = {
  inChannels: number;
  outChannels: number;
  /** Side of the usual sample, pixels of the latent. */
  sampleSize: number;
  /** Sides of samples are multiples of it. */
  multiple: number;
  /** Columns of the text's rows. */
  textColumns: number;
  /** Numbers of the text as a whole; 0 where it is not read. */
  pooledColumns: number;
  /** A table of places, of which samples take the middle: its side and channels. */
  positions: { side: number; channels: number } | undefined;
  /** Columns of the embedded time step. */
  timeColumns: number;
  embedTime(timestep: number, format: 'f16' | 'f32'): Float32Array<ArrayBuffer> | Uint16Array<ArrayBuffer>;
  architecture(tokens: number): NetworkArchitecture;
  arrange(tensors: Tensors): Tensors;
};

/** @throws FrameloomError `unsupported`, `invalid-argument`; both name the field. */
export function readDenoiser(kind: 'unet' | 'transformer', json: unknown): Denoiser {
  return kind === 'unet' ? describeUnet(json) : describeTransformer(json);
}

function describeUnet(json: unknown): Denoiser {
  const config = readUnetConfig(json);
  const { inChannels, outChannels, sampleSize, blockOutChannels, crossAttentionDim } = config;
  const columns = blockOutChannels[0]!;
  const { flipSinToCos, freqShift } = config;
  return {
    inChannels,
    outChannels,
    sampleSize,
    multiple: 2 ** (blockOutChannels.length - 1),
    textColumns: crossAttentionDim,
    pooledColumns: 0,
    positions: undefined,
    timeColumns: columns,
    embedTime: (timestep, format) => embedTimestep(timestep, { columns, flipSinToCos, freqShift }, format),
    architecture: (tokens) => unetArchitecture(config, tokens),
    arrange: arrangeUnetTensors,
  };
}

function describeTransformer(json: unknown): Denoiser {
  const config = readTransformerConfig(json);
  const { inChannels, outChannels, sampleSize, textColumns, pooledColumns } = config;
  const embedding = { columns: timeColumns, flipSinToCos: true, freqShift: 0 };
  return {
    inChannels,
    outChannels,
    sampleSize,
    multiple: 2,
    textColumns,
    pooledColumns,
    positions: { side: config.positionsSide, channels: config.width },
    timeColumns,
    embedTime: (timestep, format) => embedTimestep(timestep, embedding, format),
    architecture: (tokens) => transformerArchitecture(config, tokens),
    arrange: (tensors) => arrangeTransformerTensors(tensors, config),
  };
}
