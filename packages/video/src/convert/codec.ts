import { FrameloomError } from '@frameloom/gpu';
import type { Quality, VideoCodec } from 'mediabunny';
import { showSize, type Size } from '../size.ts';
import type { Media } from './media.ts';
import type { ConvertVideoOptions } from './types.ts';

/** Codecs by the names of mediabunny. */
export const codecs = { h264: 'avc', vp9: 'vp9', av1: 'av1' } as const;

/** Name of a codec that can be written. */
export type CodecName = keyof typeof codecs;

/**
 * The codec asked for, or the first that this browser encodes at `size` and the container takes.
 *
 * @throws FrameloomError `invalid-argument`, `unsupported`.
 */
export async function chooseCodec(
  media: Media,
  { codec, quality }: ConvertVideoOptions,
  size: Size,
  container: 'mp4' | 'webm',
): Promise<CodecName> {
  const all = Object.keys(codecs) as CodecName[];
  if (codec !== undefined && !all.includes(codec))
    throw new FrameloomError(
      'invalid-argument',
      `convertVideo: codec must be one of ${all.join(', ')}, got ${String(codec)}.`,
    );
  if (container === 'webm' && codec === 'h264')
    throw new FrameloomError(
      'invalid-argument',
      "convertVideo: WebM does not take H.264. Use container: 'mp4', or codec 'vp9' or 'av1'.",
    );
  const wanted = codec ? [codec] : all.filter((name) => container === 'mp4' || name !== 'h264');
  const settings = { ...size, quality: qualityOf(media, quality) };
  const found = await media.getFirstEncodableVideoCodec(
    wanted.map((name): VideoCodec => codecs[name]),
    settings,
  );
  const chosen = all.find((name) => codecs[name] === found);
  if (chosen) return chosen;
  throw new FrameloomError(
    'unsupported',
    `convertVideo: this browser cannot encode ${wanted.join(', ')} at ${showSize(size)}. Choose another codec or a smaller scale.`,
  );
}

/** The quality as mediabunny names it. */
export function qualityOf(media: Media, quality: ConvertVideoOptions['quality']): Quality {
  switch (quality) {
    case 'low':
      return media.QUALITY_LOW;
    case 'medium':
      return media.QUALITY_MEDIUM;
    case 'very-high':
      return media.QUALITY_VERY_HIGH;
    default:
      return media.QUALITY_HIGH;
  }
}
