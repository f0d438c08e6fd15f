// What the snippets about video take for granted besides: a short film in the page's player, a camera, a file to write into.
import { filmOf } from '../video/page/films.ts';
import { canvas, size } from './page-around.ts';

export {
  bar,
  calls,
  canvas,
  device,
  encoder,
  gpu,
  height,
  signal,
  size,
  target,
  width,
} from './page-around.ts';

type Generator = { writable: WritableStream<VideoFrame>; readyState: string };

const scope = globalThis as unknown as {
  MediaStreamTrackProcessor: new (init: object) => { readable: ReadableStream<VideoFrame> };
  MediaStreamTrackGenerator: new (init: object) => Generator;
};
let shade = 0;
const paint = (context: OffscreenCanvasRenderingContext2D): void => {
  context.fillStyle = `hsl(${(shade += 20)} 60% 50%)`;
  context.fillRect(0, 0, 64, 48);
};

export const file: File = await filmOf([{ width: 64, height: 48, frames: 4, paint }]);
export const targetFormat = 'rgba8unorm';
export const videoOrFrame: VideoFrame = still();
export const generator: Generator = new scope.MediaStreamTrackGenerator({ kind: 'video' });
export const MediaStreamTrackProcessor: (typeof scope)['MediaStreamTrackProcessor'] =
  scope.MediaStreamTrackProcessor;
export const track: MediaStreamTrack = camera();

export async function showSaveFilePicker(): Promise<FileSystemFileHandle> {
  const folder = await navigator.storage.getDirectory();
  return folder.getFileHandle('film.mp4', { create: true });
}

function still(): VideoFrame {
  const picture = new OffscreenCanvas(size.width, size.height);
  paint(picture.getContext('2d')!);
  return new VideoFrame(picture, { timestamp: 0 });
}

/** A canvas that changes, for as long as a snippet needs to see frames. */
function camera(): MediaStreamTrack {
  const context = canvas.getContext('2d')!;
  const [video] = canvas.captureStream(20).getVideoTracks();
  const timer = setInterval(() => {
    context.fillStyle = `hsl(${(shade += 20)} 60% 50%)`;
    context.fillRect(0, 0, canvas.width, canvas.height);
  }, 50);
  setTimeout(() => (clearInterval(timer), video!.stop()), 2000);
  return video!;
}

const player = document.querySelector('video')!;
player.src = URL.createObjectURL(file);
await player.play();
