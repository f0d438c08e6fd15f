import { showSize } from '../size.ts';
import { createFrameProcessor, type FrameProcessor } from '../stream/processor.ts';
import { chooseCodec } from './codec.ts';
import { runConversion } from './conversion.ts';
import { loadMedia, throwIfAborted } from './media.ts';
import { openSource } from './source.ts';
import { openDestination, type Destination } from './target.ts';
import type { ConvertedVideo, ConvertVideoOptions } from './types.ts';

/**
 * Converts a film file into a larger one: frames upscaled, sound copied where the container allows it and re-encoded
 * otherwise. Memory does not grow with the length. Needs the peer dependency `mediabunny` (MPL-2.0), which is loaded on the
 * first call.
 *
 * @throws FrameloomError `load-failed` for a file that is damaged, without pictures, missing, or not readable by this page; `unsupported` where a
 * codec is missing; `aborted`; `invalid-argument`; and as `createVideoUpscaler`.
 */
export async function convertVideo(
  file: Blob | string | URL,
  options: ConvertVideoOptions = {},
): Promise<ConvertedVideo> {
  const { signal, container = 'mp4' } = options;
  const media = await loadMedia();
  throwIfAborted(signal);
  const source = await openSource(media, file, signal);
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
    const made = await runConversion({
      media,
      source,
      processor,
      destination,
      options: { ...options, container },
      codec,
      size,
    });
    const [extension, type] = container === 'mp4' ? ['.mp4', 'video/mp4'] : ['.webm', 'video/webm'];
    const stem = file instanceof File ? file.name.replace(/\.\w+$/, '') : 'video';
    const name = `${stem} ${showSize(size)}${extension}`;
    const { discard } = destination;
    return { file: await destination.finish(name, type), codec, size, ...made, dispose: discard };
  } catch (error) {
    await destination?.discard();
    throwIfAborted(signal);
    throw source.explain(error);
  } finally {
    source.input.dispose();
    processor?.dispose();
  }
}
