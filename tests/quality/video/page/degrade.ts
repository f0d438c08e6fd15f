// What happens to an original before it is enlarged again.
import type { Picture } from '../../metrics/picture.ts';
import { halve } from '../halve.ts';
import type { Degradation } from '../types.ts';
import { take, type Original } from './source.ts';

/** The frames at half the size, after a codec if one is asked for. */
export async function degrade({ frames, rate }: Original, degradation: Degradation): Promise<Picture[]> {
  const small = frames.map(halve);
  return degradation.kind === 'bicubic' ? small : throughH264(small, rate, degradation.bitsPerPixel);
}

/** Frames encoded at a bit rate and decoded. Encoders want even sides; an odd last row or column is kept from before. */
async function throughH264(
  frames: readonly Picture[],
  rate: number,
  bitsPerPixel: number,
): Promise<Picture[]> {
  const [width, height] = [frames[0]!.width & ~1, frames[0]!.height & ~1];
  const config = {
    codec: 'avc1.640028',
    width,
    height,
    framerate: rate,
    bitrate: Math.round(bitsPerPixel * width * height * rate),
    latencyMode: 'quality',
  } as const;
  if (!(await VideoEncoder.isConfigSupported(config)).supported)
    throw new Error(`quality: this browser does not encode H.264 at ${width}×${height}.`);
  let failure: unknown;
  const error = (reason: unknown): void => void (failure ??= reason);
  const decoded: Picture[] = [];
  const decoder = new VideoDecoder({
    error,
    output(frame) {
      decoded.push(withBorder(take(frame, width, height), frames[decoded.length]!));
      frame.close();
    },
  });
  const encoder = new VideoEncoder({
    error,
    output(chunk, metadata) {
      if (metadata?.decoderConfig) decoder.configure(metadata.decoderConfig);
      decoder.decode(chunk);
    },
  });
  encoder.configure(config);
  for (const [index, picture] of frames.entries()) {
    const image = new ImageData(Uint8ClampedArray.from(picture.pixels), picture.width, picture.height);
    const visibleRect = { x: 0, y: 0, width, height };
    const frame = new VideoFrame(await createImageBitmap(image), {
      timestamp: Math.round((index * 1e6) / rate),
      visibleRect,
      displayWidth: width,
      displayHeight: height,
    });
    encoder.encode(frame, { keyFrame: index === 0 });
    frame.close();
  }
  await encoder.flush();
  await decoder.flush();
  encoder.close();
  decoder.close();
  if (failure || decoded.length !== frames.length)
    throw new Error(`quality: H.264 gave ${decoded.length} of ${frames.length} frames.`, { cause: failure });
  return decoded;
}

function withBorder(inner: Picture, outer: Picture): Picture {
  if (inner.width === outer.width && inner.height === outer.height) return inner;
  const pixels = Uint8Array.from(outer.pixels);
  for (let y = 0; y < inner.height; y++) {
    const row = inner.pixels.subarray(y * inner.width * 4, (y + 1) * inner.width * 4);
    pixels.set(row, y * outer.width * 4);
  }
  return { width: outer.width, height: outer.height, pixels };
}
