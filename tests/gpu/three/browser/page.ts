import { showFrames } from './show-frames.ts';
import { show } from './show.ts';

const canvas = document.querySelector('canvas')!;
const mode = new URLSearchParams(location.search).get('mode');
const scope = globalThis as typeof globalThis & { shown?: Promise<unknown> };

if (mode === 'worker') {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  const offscreen = canvas.transferControlToOffscreen();
  scope.shown = new Promise((resolve, reject) => {
    worker.addEventListener('message', ({ data }) => resolve(data));
    worker.addEventListener('error', ({ message }) => reject(new Error(message)));
  });
  worker.postMessage(offscreen, [offscreen]);
} else if (mode === 'frames') {
  scope.shown = showFrames(canvas);
} else {
  scope.shown = show(canvas, mode === 'webgl');
}
