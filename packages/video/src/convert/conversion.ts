import { FrameloomError } from '@frameloom/gpu';
import type { Conversion, DiscardedTrack, VideoSample } from 'mediabunny';
import type { Size } from '../size.ts';
import type { FrameProcessor } from '../stream/processor.ts';
import { codecs, qualityOf, type CodecName } from './codec.ts';
import { throwIfAborted, type Media } from './media.ts';
import { createProgress } from './progress.ts';
import { damaged, type OpenedSource } from './source.ts';
import type { Destination } from './target.ts';
import type { ConvertedVideo, ConvertVideoOptions } from './types.ts';

/** What a conversion works with. */
export type ConversionParts = {
  media: Media;
  source: OpenedSource;
  processor: FrameProcessor;
  destination: Destination;
  options: ConvertVideoOptions & { container: 'mp4' | 'webm' };
  codec: CodecName;
  size: Size;
};

/** Progress of a conversion. */
type Position = {
  frames: number;
  /** Of the file, 0 … 1, as mediabunny reports it. */
  share: number;
  /** End of the last frame, seconds. */
  reached: number;
  report(): void;
};

/**
 * Converts all pictures of a source and copies its sound.
 *
 * @throws FrameloomError `unsupported`, `load-failed`, `aborted`; what reading and encoding throw.
 */
export async function runConversion(
  parts: ConversionParts,
): Promise<Pick<ConvertedVideo, 'frames' | 'audio' | 'warnings'>> {
  const { media, destination, options, source } = parts;
  const { signal, onProgress } = options;
  const { name } = source;
  const format = options.container === 'mp4' ? new media.Mp4OutputFormat() : new media.WebMOutputFormat();
  const output = new media.Output({ format, target: destination.target });
  const progress = createProgress(performance.now());
  const position: Position = {
    frames: 0,
    share: 0,
    reached: 0,
    report: () => onProgress?.(progress(position.share, position.frames, performance.now())),
  };
  const conversion = await openConversion(parts, output, position);
  const discarded = conversion.discardedTracks.filter(({ reason }) => reason !== 'discarded_by_user');
  const lost = discarded.find(({ track }) => track.type === 'video');
  if (lost || !conversion.isValid)
    throw new FrameloomError(
      'unsupported',
      `convertVideo: the pictures of ${name} cannot be converted (${lost?.reason ?? 'no track'}).`,
    );
  conversion.onProgress = (share) => {
    position.share = share;
    position.report();
  };
  await execute(conversion, () => output.cancel(), signal);
  if (position.frames === 0) throw damaged(name, 'it holds no frame that can be decoded');
  const audio = conversion.utilizedTracks.some(({ type }) => type === 'audio');
  const lostAudio = discarded.some(({ track: { type } }) => type === 'audio');
  const warnings = discarded.map((item) => describeDiscarded(item, name));
  const cutShort = await describeCutShort(parts, position.reached);
  if (cutShort) warnings.push(cutShort);
  return { frames: position.frames, audio: audio ? 'kept' : lostAudio ? 'missing' : 'none', warnings };
}

function openConversion(
  { media, source, processor, options, codec, size }: ConversionParts,
  output: InstanceType<Media['Output']>,
  position: Position,
): Promise<Conversion> {
  const { trim, quality } = options;
  return media.Conversion.init({
    input: source.input,
    output,
    tracks: 'primary',
    showWarnings: false,
    ...(trim && { trim }),
    video: {
      codec: codecs[codec],
      quality: qualityOf(media, quality),
      forceTranscode: true,
      allowTransformationMetadata: false,
      processedWidth: size.width,
      processedHeight: size.height,
      async process(sample: VideoSample) {
        const frame = sample.toVideoFrame();
        try {
          const made = processor.process(frame);
          // One frame at a time on the GPU: reading on would fill memory with decoded frames.
          await made.done;
          position.frames += 1;
          position.reached = Math.max(position.reached, sample.timestamp + sample.duration);
          position.report();
          return new media.VideoSample(made.frame);
        } finally {
          frame.close();
        }
      },
    },
  });
}

async function execute(
  conversion: Conversion,
  cancelOutput: () => Promise<void>,
  signal: AbortSignal | undefined,
): Promise<void> {
  const cancel = (): void => void conversion.cancel();
  signal?.addEventListener('abort', cancel, { once: true });
  try {
    await conversion.execute();
  } catch (error) {
    // Closes the file, which could not be removed otherwise.
    await cancelOutput().catch(() => {});
    throw error;
  } finally {
    signal?.removeEventListener('abort', cancel);
  }
  throwIfAborted(signal);
}

async function describeCutShort(
  { source: { track, name }, options: { trim } }: ConversionParts,
  reached: number,
): Promise<string | undefined> {
  const announced = Math.min(trim?.end ?? Infinity, (await track.getDurationFromMetadata()) ?? reached);
  if (announced - reached <= Math.max(0.3, announced * 0.02)) return undefined;
  return `convertVideo: ${name} is cut short: it announces ${announced.toFixed(1)} s and holds pictures for ${reached.toFixed(1)} s, which were converted. Get or export the file again.`;
}

function describeDiscarded({ track, reason }: DiscardedTrack, name: string): string {
  return `convertVideo: the ${track.type} of ${name} was left out (${reason.replaceAll('_', ' ')}). Another container may take it.`;
}
