import { FrameloomError } from '@frameloom/gpu';
import type { DiscardedTrack, Quality, VideoCodec, VideoSample } from 'mediabunny';
import { showSize, type Size } from '../size.ts';
import {
  createFrameProcessor,
  type FrameProcessor,
  type FrameProcessorOptions,
} from '../stream/processor.ts';
import { createProgress, type ConvertProgress } from './progress.ts';
import { damaged, openSource, type OpenedSource } from './source.ts';
import { openDestination, type Destination } from './target.ts';

/** Options of {@link convertVideo}. */
export type ConvertVideoOptions = FrameProcessorOptions & {
  /** Codec of the result. Default: the first of H.264, VP9 and AV1 that this browser encodes at the new size. */
  codec?: 'h264' | 'vp9' | 'av1';
  /** Default `'mp4'`; VP9 and AV1 go into both. */
  container?: 'mp4' | 'webm';
  /** Default `'high'`. */
  quality?: 'low' | 'medium' | 'high' | 'very-high';
  /**
   * Where to write, as a save dialogue gives it. Default: a temporary file on disk, where the browser has a private file
   * system, and else memory.
   */
  output?: FileSystemFileHandle | FileSystemWritableFileStream;
  /** Seconds of the film to convert. Default all. */
  trim?: { start?: number; end?: number };
  /** Ends the call with `aborted`; what was written is taken back. */
  signal?: AbortSignal;
  onProgress?: (progress: ConvertProgress) => void;
};

/** A film that was converted. */
export type ConvertedVideo = {
  /** The film; undefined where `output` was given, which then holds it. */
  file: File | undefined;
  codec: 'h264' | 'vp9' | 'av1';
  /** Pixels. */
  size: Size;
  frames: number;
  /** What became of the sound. `'missing'`: it could not be put into this container; see `warnings`. */
  audio: 'kept' | 'none' | 'missing';
  warnings: string[];
  /** Removes the temporary file; `file` cannot be read then. */
  dispose(): Promise<void>;
};

type Media = typeof import('mediabunny');

const codecs = { h264: 'avc', vp9: 'vp9', av1: 'av1' } as const;
type CodecName = keyof typeof codecs;

/**
 * Converts a film file into a larger one: pictures upscaled, sound kept (copied where the container takes it). Memory does
 * not grow with its length. Needs the package `mediabunny` (MPL-2.0) installed beside this one; it is loaded when called.
 *
 * @throws FrameloomError `load-failed` for a file that is damaged, cut short or without pictures; `unsupported` where a
 * codec is missing; `aborted`; `invalid-argument`; and as `createVideoUpscaler`.
 */
export async function convertVideo(
  file: Blob | string | URL,
  options: ConvertVideoOptions = {},
): Promise<ConvertedVideo> {
  const { signal, container = 'mp4' } = options;
  const media = await loadMedia();
  throwIfAborted(signal);
  const source = await openSource(media, file);
  let processor: FrameProcessor | undefined;
  let destination: Destination | undefined;
  try {
    processor = await createFrameProcessor(options);
    const size = processor.sizeOf({
      width: await source.track.getDisplayWidth(),
      height: await source.track.getDisplayHeight(),
    });
    const codec = await chooseCodec(media, options, size, container);
    destination = await openDestination(media, options.output);
    throwIfAborted(signal);
    const made = await run(media, source, processor, destination, { ...options, container }, codec, size);
    const [extension, type] = container === 'mp4' ? ['.mp4', 'video/mp4'] : ['.webm', 'video/webm'];
    const stem = file instanceof File ? file.name.replace(/\.\w+$/, '') : 'video';
    const name = `${stem} ${showSize(size)}${extension}`;
    const { discard } = destination;
    return { file: await destination.finish(name, type), codec, size, ...made, dispose: discard };
  } catch (error) {
    await destination?.discard();
    throwIfAborted(signal);
    throw error instanceof FrameloomError ? error : damaged(source.name, error);
  } finally {
    source.input.dispose();
    processor?.dispose();
  }
}

async function run(
  media: Media,
  { input, track, name }: OpenedSource,
  processor: FrameProcessor,
  destination: Destination,
  options: ConvertVideoOptions & { container: 'mp4' | 'webm' },
  codec: CodecName,
  size: Size,
): Promise<Pick<ConvertedVideo, 'frames' | 'audio' | 'warnings'>> {
  const { signal, trim, onProgress } = options;
  const format = options.container === 'mp4' ? new media.Mp4OutputFormat() : new media.WebMOutputFormat();
  const output = new media.Output({ format, target: destination.target });
  let frames = 0;
  let share = 0;
  let reached = 0;
  const progress = createProgress(performance.now());
  const conversion = await media.Conversion.init({
    input,
    output,
    tracks: 'primary',
    showWarnings: false,
    ...(trim && { trim }),
    video: {
      codec: codecs[codec],
      quality: qualityOf(media, options.quality),
      forceTranscode: true,
      allowTransformationMetadata: false,
      processedWidth: size.width,
      processedHeight: size.height,
      async process(sample: VideoSample) {
        const frame = sample.toVideoFrame();
        try {
          const made = processor.process(frame);
          // One frame at a time on the GPU: whoever reads on would fill memory with decoded frames.
          await made.done;
          frames += 1;
          reached = Math.max(reached, sample.timestamp + sample.duration);
          onProgress?.(progress(share, frames, performance.now()));
          return new media.VideoSample(made.frame);
        } finally {
          frame.close();
        }
      },
    },
  });
  const discarded = conversion.discardedTracks.filter(({ reason }) => reason !== 'discarded_by_user');
  const lost = discarded.find(({ track }) => track.type === 'video');
  if (lost || !conversion.isValid)
    throw new FrameloomError(
      'unsupported',
      `convertVideo: the pictures of ${name} cannot be converted (${lost?.reason ?? 'no track'}).`,
    );
  conversion.onProgress = (done) => {
    share = done;
    onProgress?.(progress(done, frames, performance.now()));
  };
  const cancel = (): void => void conversion.cancel();
  signal?.addEventListener('abort', cancel, { once: true });
  try {
    await conversion.execute();
  } catch (error) {
    // Lets go of the file, which could not be removed otherwise.
    await output.cancel().catch(() => {});
    throw error;
  } finally {
    signal?.removeEventListener('abort', cancel);
  }
  throwIfAborted(signal);
  if (frames === 0) throw damaged(name, 'it holds no frame that can be decoded');
  const audio = conversion.utilizedTracks.some(({ type }) => type === 'audio');
  const lostAudio = discarded.some(({ track: { type } }) => type === 'audio');
  const warnings = discarded.map((item) => describeDiscarded(item, name));
  const announced = Math.min(trim?.end ?? Infinity, (await track.getDurationFromMetadata()) ?? reached);
  if (announced - reached > Math.max(0.3, announced * 0.02))
    warnings.push(
      `convertVideo: ${name} is cut short: it announces ${announced.toFixed(1)} s and holds pictures for ${reached.toFixed(1)} s, which were converted. Get or export the file again.`,
    );
  return { frames, audio: audio ? 'kept' : lostAudio ? 'missing' : 'none', warnings };
}

function describeDiscarded({ track, reason }: DiscardedTrack, name: string): string {
  return `convertVideo: the ${track.type} of ${name} was left out (${reason.replaceAll('_', ' ')}). Another container may take it.`;
}

async function chooseCodec(
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

function qualityOf(media: Media, quality: ConvertVideoOptions['quality']): Quality {
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

async function loadMedia(): Promise<Media> {
  try {
    return await import('mediabunny');
  } catch (cause) {
    throw new FrameloomError(
      'unsupported',
      'convertVideo: reads and writes files with the package mediabunny, which is not there. Install it: npm install mediabunny',
      { cause },
    );
  }
}

function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted)
    throw new FrameloomError('aborted', 'convertVideo: ended by its signal.', { cause: signal.reason });
}
