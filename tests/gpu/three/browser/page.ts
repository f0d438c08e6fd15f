import { showFrames } from './show-frames.ts';
import { show } from './show.ts';

const canvas = document.querySelector('canvas')!;
const mode = new URLSearchParams(location.search).get('mode');
const scope = globalThis as typeof globalThis & { shown?: Promise<unknown> };

if (mode === 'frames') {
  scope.shown = showFrames(canvas);
} else if (mode === 'frames-in-worker') {
  const worker = new Worker(new URL('frames-worker.ts', import.meta.url), { type: 'module' });
  scope.shown = new Promise((resolve) => worker.addEventListener('message', ({ data }) => resolve(data)));
  const given = canvas.transferControlToOffscreen();
  worker.postMessage(given, [given]);
} else {
  scope.shown = show(canvas, mode === 'webgl');
}
