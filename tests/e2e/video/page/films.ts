// Films that few encoders of a page make by themselves: of frames that change their size, with transparency, in HDR.
import { BufferTarget, EncodedPacket, EncodedVideoPacketSource, Output, WebMOutputFormat } from 'mediabunny';

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
  const target = new BufferTarget();
  const output = new Output({ format: new WebMOutputFormat(), target });
  const source = new EncodedVideoPacketSource('vp9');
  output.addVideoTrack(source, { frameRate });
  await output.start();
  let count = 0;
  for (const { width, height, frames, paint } of shots) {
    const packets: [EncodedVideoChunk, EncodedVideoChunkMetadata | undefined][] = [];
    const encoder = new VideoEncoder({
      output: (chunk, meta) => void packets.push([chunk, meta]),
      error: (error) => console.error(String(error)),
    });
    encoder.configure({ codec: 'vp09.00.10.08', width, height, bitrate: 2_000_000, framerate: frameRate });
    const canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext('2d')!;
    for (let frame = 0; frame < frames; frame++) {
      paint(context);
      const timestamp = (count++ / frameRate) * 1e6;
      const picture = new VideoFrame(canvas, { timestamp, duration: 1e6 / frameRate, alpha: 'discard' });
      encoder.encode(picture, { keyFrame: frame === 0 });
      picture.close();
    }
    await encoder.flush();
    encoder.close();
    for (const [chunk, meta] of packets) await source.add(EncodedPacket.fromEncodedChunk(chunk), meta);
  }
  await output.finalize();
  return new File([target.buffer!], 'film.webm', { type: 'video/webm' });
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
  video.currentTime = seconds;
  await new Promise((resolve) => video.addEventListener('seeked', resolve, { once: true }));
  const { videoWidth, videoHeight } = video;
  const context = new OffscreenCanvas(videoWidth, videoHeight).getContext('2d')!;
  context.drawImage(video, 0, 0);
  return places.map(([x, y]) =>
    Array.from(context.getImageData(x * videoWidth, y * videoHeight, 1, 1).data.slice(0, 3)),
  );
}
