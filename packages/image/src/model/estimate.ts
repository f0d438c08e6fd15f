import { estimateNetwork, type NetworkSize, type Precision } from '@frameloom/nn';
import { textEncoderArchitecture } from '../text-encoder/architecture.ts';
import type { ImageConfigs } from './configs.ts';

/** GPU memory that a model takes for pictures of a size, bytes, each part by itself. */
export type ImageMemory = {
  /** Layers of its text encoders; the tables of tokens stay in the memory of the program. */
  textEncoder: number;
  /** Weights of the U-Net, or of the transformer, and the maps between its layers. */
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

/** @throws FrameloomError `load-failed` where parts of a network do not fit each other. */
export function estimateParts(
  { denoiser, text, codec, factor }: ImageConfigs,
  size: NetworkSize,
  precision: Precision,
): ImageMemory {
  const latent = { width: size.width / factor, height: size.height / factor };
  const of = (architecture: Parameters<typeof estimateNetwork>[0], frame: NetworkSize): number =>
    estimateNetwork(architecture, frame, precision);
  const textEncoder = text.encoders.reduce(
    (sum, encoder) => sum + of(textEncoderArchitecture(encoder), { width: 1, height: 1 }),
    0,
  );
  const unet = of(denoiser.architecture(text.rows), latent);
  const decoder = codec ? of(codec.decoder.architecture, latent) : 0;
  const encoder = codec ? of(codec.encoder.architecture, size) : 0;
  const bytes = precision === 'f32' ? 4 : 2;
  const pixels = latent.width * latent.height;
  // Five samples in floats; maps before and after the U-Net; with a decoder pictures in floats and as maps; two textures.
  const buffers =
    pixels * (5 * 16 + (denoiser.inChannels + denoiser.outChannels) * bytes) +
    size.width * size.height * ((codec ? 16 + 4 * bytes : 0) + 8) +
    3 * text.rows * text.columns * bytes;
  const parts = { textEncoder, unet, decoder, encoder, buffers };
  return {
    ...parts,
    together: textEncoder + unet + decoder + buffers,
    apart: Math.max(textEncoder, unet, decoder) + buffers,
  };
}
