import { estimateNetwork, type NetworkSize, type Precision } from '@frameloom/nn';
import { textEncoderArchitecture } from '../text-encoder/architecture.ts';
import type { TextEncoderConfig } from '../text-encoder/config.ts';
import { unetArchitecture } from '../unet/architecture.ts';
import type { UnetConfig } from '../unet/config.ts';
import type { Codec } from './codec.ts';

/** GPU memory that a model takes for pictures of a size, bytes, each part by itself. */
export type ImageMemory = {
  /** Its layers; the tables of tokens stay in the memory of the program. */
  textEncoder: number;
  /** Its weights and the maps between its layers. */
  unet: number;
  /** 0 where the U-Net paints pixels. */
  decoder: number;
  /** Taken only where a picture is given. */
  encoder: number;
  /** Samples, inputs and outputs. */
  buffers: number;
  /** All but the encoder at a time. */
  together: number;
  /** The largest part and the buffers: where parts are loaded one after the other. */
  apart: number;
};

/** What the memory depends on. */
export type ImageSizes = {
  unetConfig: UnetConfig;
  textConfig: TextEncoderConfig;
  codec: Codec | undefined;
  /** Of pictures. */
  size: NetworkSize;
  precision: Precision;
};

/** @throws FrameloomError `load-failed` where parts of a network do not fit each other. */
export function estimateParts({ unetConfig, textConfig, codec, size, precision }: ImageSizes): ImageMemory {
  const factor = codec?.facts.factor ?? 1;
  const latent = { width: size.width / factor, height: size.height / factor };
  const of = (architecture: Parameters<typeof estimateNetwork>[0], frame: NetworkSize): number =>
    estimateNetwork(architecture, frame, precision);
  const textEncoder = of(textEncoderArchitecture(textConfig), { width: 1, height: 1 });
  const unet = of(unetArchitecture(unetConfig, textConfig.positions), latent);
  const decoder = codec ? of(codec.decoder.architecture, latent) : 0;
  const encoder = codec ? of(codec.encoder.architecture, size) : 0;
  const bytes = precision === 'f32' ? 4 : 2;
  const pixels = latent.width * latent.height;
  // Five samples in floats; maps before and after the U-Net; with a decoder pictures in floats and as maps; two textures.
  const buffers =
    pixels * (5 * 16 + (unetConfig.inChannels + unetConfig.outChannels) * bytes) +
    size.width * size.height * ((codec ? 16 + 4 * bytes : 0) + 8) +
    3 * textConfig.positions * textConfig.width * bytes;
  const parts = { textEncoder, unet, decoder, encoder, buffers };
  return {
    ...parts,
    together: textEncoder + unet + decoder + buffers,
    apart: Math.max(textEncoder, unet, decoder) + buffers,
  };
}
