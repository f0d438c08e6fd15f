import { showFrames } from './show-frames.ts';
import { show } from './show.ts';

const canvas = document.querySelector('canvas')!;
const mode = new URLSearchParams(location.search).get('mode');
const scope = globalThis as typeof globalThis & { shown?: Promise<unknown> };

if (mode === 'frames') {
  scope.shown = showFrames(canvas);
} else {
  scope.shown = show(canvas, mode === 'webgl');
}
