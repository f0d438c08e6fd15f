// Films that few encoders of a page make by themselves: of frames that change their size, with transparency, in HDR.
import {
  BufferTarget,
  CanvasSource,
  EncodedPacket,
  EncodedVideoPacketSource,
  Output,
  WebMOutputFormat,
} from 'mediabunny';
import { seekTo } from './clips.ts';
import { yuvFrame } from './frames.ts';

const frameRate = 10;

/** Frames of one size and one look. */
export type Shot = {
  width: number;
  height: number;
  frames: number;
  paint(context: OffscreenCanvasRenderingContext2D): void;
};

/** A WebM of VP9 whose shots follow each other, each encoded at its own size. */
export async function filmOf(shots: readonly Shot[]): Promise<File> {
  let count = 0;
  const encoded = shots.map(({ width, height, frames, paint }) => {
    const canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext('2d')!;
    const pictures = Array.from({ length: frames }, () => {
      paint(context);
      const timestamp = (count++ / frameRate) * 1e6;
      return new VideoFrame(canvas, { timestamp, duration: 1e6 / frameRate, alpha: 'discard' });
    });
    return encode(pictures);
  });
  return webm((await Promise.all(encoded)).flat());
}

type Packet = [EncodedVideoChunk, EncodedVideoChunkMetadata | undefined];

async function encode(pictures: readonly VideoFrame[]): Promise<Packet[]> {
  const packets: Packet[] = [];
  const encoder = new VideoEncoder({
    output: (chunk, meta) => void packets.push([chunk, meta]),
    error: (error) => console.error(String(error)),
  });
  const { displayWidth: width, displayHeight: height } = pictures[0]!;
  encoder.configure({ codec: 'vp09.00.10.08', width, height, bitrate: 2_000_000, framerate: frameRate });
  pictures.forEach((picture, i) => {
    encoder.encode(picture, { keyFrame: i === 0 });
    picture.close();
  });
  await encoder.flush();
  encoder.close();
  return packets;
}

async function webm(packets: readonly Packet[]): Promise<File> {
  const target = new BufferTarget();
  const output = new Output({ format: new WebMOutputFormat(), target });
  const source = new EncodedVideoPacketSource('vp9');
  output.addVideoTrack(source, { frameRate });
  await output.start();
  for (const [chunk, meta] of packets) await source.add(EncodedPacket.fromEncodedChunk(chunk), meta);
  await output.finalize();
  return new File([target.buffer!], 'film.webm', { type: 'video/webm' });
}

/** A WebM of VP9 in BT.2020 with vertical bars of the given R'G'B', as `pq` or `hlg` code them. */
export async function hdrFilm(transfer: 'pq' | 'hlg', colors: readonly (readonly number[])[]): Promise<File> {
  const colorSpace = { matrix: 'bt2020-ncl', primaries: 'bt2020', transfer, fullRange: false } as const;
  const size = { width: 128, height: 72 };
  const pictures = [0, 1, 2].map((i) =>
    yuvFrame(colors, colorSpace, size, { colorSpace, timestamp: (i / frameRate) * 1e6 }),
  );
  const packets = await encode(pictures);
  // Encoders do not hand the transfer function on.
  for (const [, meta] of packets)
    if (meta?.decoderConfig) meta.decoderConfig.colorSpace = colorSpace as object as VideoColorSpaceInit;
  return webm(packets);
}

/** A shot of one colour. */
export function plainShot(width: number, height: number, color: string): Shot {
  return {
    width,
    height,
    frames: 5,
    paint(context) {
      context.fillStyle = color;
      context.fillRect(0, 0, width, height);
    },
  };
}

/** Colours of a video at a time and at fractions of its size. */
export async function colorsAt(
  video: HTMLVideoElement,
  seconds: number,
  places: readonly (readonly [number, number])[],
): Promise<number[][]> {
  await seekTo(video, seconds);
  const { videoWidth, videoHeight } = video;
  const context = new OffscreenCanvas(videoWidth, videoHeight).getContext('2d')!;
  context.drawImage(video, 0, 0);
  return places.map(([x, y]) =>
    Array.from(context.getImageData(x * videoWidth, y * videoHeight, 1, 1).data.slice(0, 3)),
  );
}

/** A WebM of VP9 with transparency: left opaque red, right half transparent blue, nothing in the last quarter. */
export async function transparentFilm(): Promise<File> {
  const target = new BufferTarget();
  const output = new Output({ format: new WebMOutputFormat(), target });
  const canvas = new OffscreenCanvas(128, 72);
  const context = canvas.getContext('2d')!;
  const source = new CanvasSource(canvas, { codec: 'vp9', bitrate: 2_000_000, alpha: 'keep' });
  output.addVideoTrack(source, { frameRate });
  await output.start();
  for (let frame = 0; frame < 5; frame++) {
    context.clearRect(0, 0, 128, 72);
    context.fillStyle = '#f00';
    context.fillRect(0, 0, 64, 72);
    context.fillStyle = 'rgb(0 0 255 / 0.5)';
    context.fillRect(64, 0, 32, 72);
    await source.add(frame / frameRate, 1 / frameRate);
  }
  await output.finalize();
  return new File([target.buffer!], 'transparent.webm', { type: 'video/webm' });
}
