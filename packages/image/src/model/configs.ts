import { failValue } from '../fail.ts';
import { readTextEncoderConfig } from '../text-encoder/config.ts';
import { describeCodec, type Codec } from './codec.ts';
import { readDenoiser, type Denoiser } from './denoiser.ts';
import type { ImageConfigFiles } from './files.ts';
import type { TextShape } from './words.ts';

/** The configs of a model, checked against each other. */
export type ImageConfigs = {
  denoiser: Denoiser;
  text: TextShape;
  codec: Codec | undefined;
  /** Channels of what is sampled. */
  channels: number;
  /** Picture pixels per pixel of a sample and axis. */
  factor: number;
  inpaints: boolean;
};

/** Rows of the text that a transformer gets of its third encoder, which is left out: zeros. */
const emptyRows = 256;

/** @throws FrameloomError `invalid-argument`, `unsupported`. */
export function readConfigs(files: ImageConfigFiles): ImageConfigs {
  const { label, vae } = files;
  const { kind, config } = files.denoiser;
  const denoiser = readDenoiser(kind, config);
  const codec = vae && describeCodec({ tensors: new Map(), ...vae });
  const channels = codec?.facts.latentChannels ?? 4;
  const { inChannels, outChannels } = denoiser;
  // Beside the latent the mask, and the latent of what is known.
  const inpaints = codec !== undefined && channels % 4 === 0 && inChannels === 2 * channels + 1;
  if ((inChannels !== channels && !inpaints) || outChannels !== channels) {
    const wanted = `${channels} as what is decoded, or ${2 * channels + 1} for an inpainting network`;
    failValue(label, `in_channels of the ${kind}`, inChannels, wanted);
  }
  const text = readText(files, denoiser);
  return { denoiser, text, codec, channels, factor: codec?.facts.factor ?? 1, inpaints };
}

function readText({ label, textEncoders }: ImageConfigFiles, denoiser: Denoiser): TextShape {
  const encoders = textEncoders.map(({ config, projects }) => readTextEncoderConfig(config, projects));
  const { textColumns: columns, pooledColumns } = denoiser;
  const [{ positions }] = encoders as [TextShape['encoders'][number]];
  const sum = (of: (one: TextShape['encoders'][number]) => number): number =>
    encoders.reduce((total, one) => total + of(one), 0);
  const width = sum((one) => one.width);
  if (pooledColumns === 0) {
    if (width !== columns) failValue(label, 'cross_attention_dim', columns, `the text encoder's ${width}`);
    return { encoders, rows: positions, columns, pooledColumns };
  }
  const projected = sum(({ projection = 0 }) => projection);
  if (width > columns)
    failValue(label, 'joint_attention_dim', columns, `${width} or more, as the text encoders have together`);
  if (projected !== pooledColumns || encoders.some(({ projection = 0 }) => projection % 4 !== 0))
    failValue(label, 'pooled_projection_dim', pooledColumns, `${projected}, as the text encoders project to`);
  if (encoders.some((one) => one.positions !== positions))
    failValue(
      label,
      'max_position_embeddings',
      encoders.map((one) => one.positions),
      'the same number twice',
    );
  return { encoders, rows: positions + emptyRows, columns, pooledColumns };
}
