// Shows frames on the canvas that the page hands over.
import { showFrames } from './show-frames.ts';

addEventListener('message', ({ data }: MessageEvent<OffscreenCanvas>) => {
  void showFrames(data).then(postMessage, (error: unknown) => postMessage(String(error)));
});
