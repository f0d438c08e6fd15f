import { failValue } from '../fail.ts';
import { readTextEncoderConfig, type TextEncoderConfig } from '../text-encoder/config.ts';
import { readUnetConfig, type UnetConfig } from '../unet/config.ts';
import { describeCodec, type Codec } from './codec.ts';
import type { ImageConfigFiles } from './files.ts';

/** The configs of a model, checked against each other. */
export type ImageConfigs = {
  unet: UnetConfig;
  text: TextEncoderConfig;
  codec: Codec | undefined;
  /** Channels of what is sampled. */
  channels: number;
  /** Picture pixels per pixel of a sample and axis. */
  factor: number;
  inpaints: boolean;
};

/** @throws FrameloomError `invalid-argument`, `unsupported`. */
export function readConfigs({ label, unet: unetFile, textEncoder, vae }: ImageConfigFiles): ImageConfigs {
  const unet = readUnetConfig(unetFile.config);
  const text = readTextEncoderConfig(textEncoder.config);
  const codec = vae && describeCodec({ tensors: new Map(), ...vae });
  const channels = codec?.facts.latentChannels ?? 4;
  const { inChannels, outChannels, crossAttentionDim } = unet;
  // Beside the latent the mask, and the latent of what is known.
  const inpaints = codec !== undefined && channels % 4 === 0 && inChannels === 2 * channels + 1;
  if ((inChannels !== channels && !inpaints) || outChannels !== channels) {
    const wanted = `${channels} as what is decoded, or ${2 * channels + 1} for an inpainting network`;
    failValue(label, 'in_channels of the unet', inChannels, wanted);
  }
  if (crossAttentionDim !== text.width)
    failValue(label, 'cross_attention_dim', crossAttentionDim, `the text encoder's ${text.width}`);
  return { unet, text, codec, channels, factor: codec?.facts.factor ?? 1, inpaints };
}
