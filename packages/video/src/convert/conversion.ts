import { FrameloomError } from '@frameloom/gpu';
import type { Conversion, InputVideoTrack, MetadataTags, VideoSample } from 'mediabunny';
import { sameSize, type Size } from '../size.ts';
import type { FrameProcessor } from '../stream/processor.ts';
import { codecs, qualityOf, type CodecName } from './codec.ts';
import { createFrameFitter } from './fit-frame.ts';
import { throwIfAborted, unlessAborted, type Media } from './media.ts';
import { createProgress } from './progress.ts';
import { damaged, singleFrame, type OpenedSource } from './source.ts';
import type { Destination } from './target.ts';
import type { ConvertedVideo, ConvertVideoOptions } from './types.ts';
import { describeLosses, describeResized } from './warnings.ts';

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
  /** Frames that were read. */
  given: number;
  /** Of the file, 0 … 1, as mediabunny reports it. */
  share: number;
  /** End of the last frame in the result, seconds. */
  reached: number;
  /** Warning about the first frame of another size than the first of all. */
  resized: string | undefined;
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
    given: 0,
    share: 0,
    reached: 0,
    resized: undefined,
    report: () => onProgress?.(progress(position.share, position.frames, performance.now())),
  };
  const conversion = await unlessAborted(signal, openConversion(parts, output, position));
  const { discardedTracks } = conversion;
  const lost = discardedTracks.find(({ track }) => track.id === source.track.id);
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
  if (options.frameRate !== undefined && position.given === 1) throw singleFrame(name);
  const audio = conversion.utilizedTracks.some(({ type }) => type === 'audio');
  const lostAudio = discardedTracks.some(({ track: { type } }) => type === 'audio');
  const losses = describeLosses(media, source, conversion, options, position.reached);
  const warnings = await unlessAborted(signal, losses);
  if (position.resized) warnings.push(position.resized);
  return { frames: position.frames, audio: audio ? 'kept' : lostAudio ? 'missing' : 'none', warnings };
}

async function openConversion(
  { media, source, processor, options, codec, size }: ConversionParts,
  output: InstanceType<Media['Output']>,
  position: Position,
): Promise<Conversion> {
  const { trim, quality, frameRate } = options;
  const end = frameRate === undefined ? Number.POSITIVE_INFINITY : await endOf(source.track, trim);
  // Nobody says which frame is the last one.
  const isLast = ({ timestamp, duration }: VideoSample): boolean => timestamp + duration > end - 1e-3;
  const fit = createFrameFitter(size);
  let firstSize: Size | undefined;
  const video = {
    codec: codecs[codec],
    quality: qualityOf(media, quality),
    forceTranscode: true,
    allowTransformationMetadata: false,
    processedWidth: size.width,
    processedHeight: size.height,
    async process(sample: VideoSample) {
      const frame = sample.toVideoFrame();
      try {
        const made: VideoFrame[] = [];
        const emit = (one: VideoFrame): void => void made.push(one);
        // One frame at a time on the GPU: reading on would fill memory with decoded frames.
        await processor.process(frame, emit);
        if (isLast(sample)) await processor.end(emit);
        const given = { width: frame.displayWidth, height: frame.displayHeight };
        firstSize ??= given;
        if (!sameSize(given, firstSize))
          position.resized ??= describeResized(source.name, firstSize, given, sample.timestamp);
        position.given += 1;
        position.frames += made.length;
        position.reached = Math.max(position.reached, sample.timestamp + sample.duration);
        position.report();
        return made.map((one) => new media.VideoSample(fit(one)));
      } finally {
        frame.close();
      }
    },
  };
  return media.Conversion.init({
    input: source.input,
    output,
    showWarnings: false,
    tags: addOrigin,
    ...(trim && { trim }),
    video: (track) => (track.id === source.track.id ? video : { discard: true }),
  });
}

/** What the file says of itself, and what made its pictures, by IPTC's terms. */
function addOrigin(given: MetadataTags): MetadataTags {
  const origin =
    'Pictures enlarged or added by Frameloom. Digital source type: http://cv.iptc.org/newscodes/digitalsourcetype/algorithmicallyEnhanced';
  return { ...given, comment: given.comment ? `${given.comment}\n${origin}` : origin };
}

/** When the last picture ends in the result, seconds. */
async function endOf(track: InputVideoTrack, trim: ConvertVideoOptions['trim']): Promise<number> {
  const [first, last] = await Promise.all([track.getFirstTimestamp(), track.computeDuration()]);
  return Math.min(last, trim?.end ?? last) - (trim?.start ?? Math.max(0, first));
}

async function execute(
  conversion: Conversion,
  cancelOutput: () => Promise<void>,
  signal: AbortSignal | undefined,
): Promise<void> {
  try {
    await unlessAborted(signal, conversion.execute());
  } catch (error) {
    if (signal?.aborted) void conversion.cancel().catch(() => {});
    // Closes the file, which could not be removed otherwise.
    await cancelOutput().catch(() => {});
    throw error;
  }
  throwIfAborted(signal);
}
