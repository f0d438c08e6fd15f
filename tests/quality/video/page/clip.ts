// A clip for tests of the harness itself: stripes that turn and a disc that moves, in WebM.
import { BufferTarget, CanvasSource, Output, WebMOutputFormat } from 'mediabunny';

/** Bytes of a clip of `frames` frames at 25 per second. */
export async function makeClip(width: number, height: number, frames: number): Promise<number[]> {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d')!;
  const target = new BufferTarget();
  const output = new Output({ format: new WebMOutputFormat(), target });
  const source = new CanvasSource(canvas, { codec: 'vp9', bitrate: 4e6 });
  output.addVideoTrack(source, { frameRate: 25 });
  await output.start();
  for (let frame = 0; frame < frames; frame++) {
    context.fillStyle = '#345';
    context.fillRect(0, 0, width, height);
    context.strokeStyle = '#db8';
    context.lineWidth = 3;
    for (let x = -height; x < width; x += 11) {
      context.beginPath();
      context.moveTo(x + frame, 0);
      context.lineTo(x + height + 2 * frame, height);
      context.stroke();
    }
    context.fillStyle = '#e55';
    context.beginPath();
    context.arc(width / 4 + 3 * frame, height / 2, height / 5, 0, 7);
    context.fill();
    await source.add(frame / 25, 1 / 25);
  }
  await output.finalize();
  return [...new Uint8Array(target.buffer!)];
}
