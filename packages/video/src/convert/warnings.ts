import type { Conversion, DiscardedTrack } from 'mediabunny';
import { showSize, type Size } from '../size.ts';
import type { Media } from './media.ts';
import type { OpenedSource } from './source.ts';
import type { ConvertVideoOptions } from './types.ts';

/** Difference between the announced and the found end that counts as none: seconds, and share of the announced. */
const tolerance = { seconds: 0.3, share: 0.02 } as const;

/** What the result of a conversion lacks, in words. `reached`: seconds of the result. */
export async function describeLosses(
  media: Media,
  source: OpenedSource,
  conversion: Conversion,
  { trim }: ConvertVideoOptions,
  reached: number,
): Promise<string[]> {
  const { track, name } = source;
  const warnings = conversion.discardedTracks.map((item) => describeDiscarded(item, name));
  if (await track.canBeTransparent())
    warnings.push(`convertVideo: the transparency of ${name} was left out: its pictures are on black now.`);
  const cutShort = await describeCutShort(media, source, trim ?? {}, reached);
  return cutShort ? [...warnings, cutShort] : warnings;
}

/** Warning for frames of another size than the first. */
export function describeResized(name: string, from: Size, to: Size, seconds: number): string {
  return `convertVideo: ${name} changes its size from ${showSize(from)} to ${showSize(to)} at ${seconds.toFixed(1)} s. Frames of another size were fitted into the first, with black bars where their shape differs.`;
}

function describeDiscarded({ track, reason }: DiscardedTrack, name: string): string {
  const why =
    reason === 'discarded_by_user'
      ? 'only the main one is enlarged'
      : `${reason.replaceAll('_', ' ')}. Another container may take it`;
  return `convertVideo: a track of ${name} was left out: ${track.type} ${track.number} (${why}).`;
}

async function describeCutShort(
  media: Media,
  { input, track, name }: OpenedSource,
  { start, end }: { start?: number; end?: number },
  reached: number,
): Promise<string | undefined> {
  const first = start ?? Math.max(0, await input.getFirstTimestamp());
  const announced = Math.min(end ?? Infinity, (await track.getDurationFromMetadata()) ?? 0);
  // Matroska announces the end of its longest track.
  const others =
    (await input.getFormat()) instanceof media.MatroskaInputFormat ? await input.getTracks() : [];
  const ends = others.filter(({ id }) => id !== track.id).map((other) => other.computeDuration());
  const found = Math.max(first + reached, ...(await Promise.all(ends)));
  if (announced - found <= Math.max(tolerance.seconds, announced * tolerance.share)) return undefined;
  return `convertVideo: ${name} is cut short: it announces ${announced.toFixed(1)} s and holds pictures up to ${(first + reached).toFixed(1)} s, which were converted. Get or export the file again.`;
}
