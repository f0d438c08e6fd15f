// Originals: frames of a clip or a picture, as bytes of gamma-encoded colour.
import type { Picture } from '../../metrics/picture.ts';
import type { MeasureRequest } from '../types.ts';
import { ALL_FORMATS, BlobSource, Input, VideoSampleSink } from 'mediabunny';

/** Frames that follow each other, all of one even size, and their rate. */
export type Original = { readonly frames: readonly Picture[]; readonly rate: number };

export async function readOriginal(request: MeasureRequest): Promise<Original> {
  const response = await fetch(request.address);
  if (!response.ok) throw new Error(`quality: ${request.address} cannot be read, HTTP ${response.status}.`);
  const blob = await response.blob();
  if (request.kind === 'video') return readClip(blob, request);
  const bitmap = await createImageBitmap(blob, { colorSpaceConversion: 'none' });
  return { frames: [take(bitmap, bitmap.width, bitmap.height, request.crop)], rate: 1 };
}

async function readClip(blob: Blob, request: MeasureRequest): Promise<Original> {
  const input = new Input({ source: new BlobSource(blob), formats: ALL_FORMATS });
  const track = await input.getPrimaryVideoTrack();
  if (!track) throw new Error(`quality: ${request.address} has no video track.`);
  if (!(await track.canDecode()))
    throw new Error(`quality: this browser has no decoder for the video of ${request.address}.`);
  const begin = await track.getFirstTimestamp();
  const start = request.start ?? begin + ((await track.computeDuration()) - begin) / 3;
  const { averagePacketRate } = await track.computePacketStats(100);
  const frames: Picture[] = [];
  for await (const sample of new VideoSampleSink(track).samples(start)) {
    const frame = sample.toVideoFrame();
    frames.push(take(frame, frame.displayWidth, frame.displayHeight, request.crop));
    frame.close();
    sample.close();
    if (frames.length === request.frames) break;
  }
  if (frames.length === 0) throw new Error(`quality: ${request.address} has no frames after ${start} s.`);
  return { frames, rate: averagePacketRate };
}

/** Bytes of what can be drawn, cut to even sides and to `crop` around its middle. */
export function take(
  image: CanvasImageSource,
  width: number,
  height: number,
  crop?: { width: number; height: number },
): Picture {
  const even = (size: number, most = size): number => Math.min(size, most) & ~1;
  const canvas = new OffscreenCanvas(even(width, crop?.width), even(height, crop?.height));
  if (canvas.width < 24 || canvas.height < 24)
    throw new Error(`quality: ${width}×${height} is too small to be measured. Use at least 24×24 pixels.`);
  const context = canvas.getContext('2d', { willReadFrequently: true, alpha: false })!;
  context.drawImage(image, -((width - canvas.width) >> 1), -((height - canvas.height) >> 1), width, height);
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  return { width: canvas.width, height: canvas.height, pixels: new Uint8Array(data.buffer) };
}
