import type { Layer } from './layer.ts';

/** Height of the browser's controls of a `<video controls>` above the bottom edge, CSS pixels. */
const barHeight = 96;
/** Time that browsers keep the controls visible after the pointer moved, milliseconds. */
const lingering = 3000;

/**
 * Clips the layer where the browser's controls are while they show: a strip at the bottom, or the whole layer on touch
 * input, whose controls cover the picture. The browser paints controls as part of the video, under the layer.
 *
 * @returns A function that stops it.
 */
export function openForControls(video: HTMLVideoElement, layer: Pick<Layer, 'open'>): () => void {
  const listening = new AbortController();
  const options = { signal: listening.signal, passive: true };
  let until = 0;
  let isTouch = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const update = (): void => {
    clearTimeout(timer);
    const left = until - performance.now();
    const focused = video.matches(':focus-visible');
    const showing = video.controls && (left > 0 || video.paused || focused);
    if (video.controls && left > 0) timer = setTimeout(update, left + 10);
    const height = Math.min(barHeight, video.clientHeight);
    const mask = !showing
      ? 'none'
      : isTouch && (left > 0 || video.paused)
        ? 'linear-gradient(transparent, transparent)'
        : `linear-gradient(to top, transparent ${Math.round(height * 0.75)}px, black ${height}px)`;
    layer.open(mask);
  };
  const woken = (event: Event): void => {
    isTouch = (event as PointerEvent).pointerType === 'touch';
    until = performance.now() + lingering;
    update();
  };
  for (const name of ['pointermove', 'pointerdown', 'pointerenter'])
    video.addEventListener(name, woken, options);
  video.addEventListener(
    'pointerleave',
    (event) => {
      if (event.pointerType === 'touch') return;
      until = 0;
      update();
    },
    options,
  );
  for (const name of ['play', 'pause', 'focus', 'blur', 'loadedmetadata'])
    video.addEventListener(name, update, options);
  update();
  return () => {
    listening.abort();
    clearTimeout(timer);
    layer.open('none');
  };
}
