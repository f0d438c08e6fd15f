import { el, isEditing } from '../shared/dom.ts';
import type { UpscaledVideo } from '@frameloom/video';
import type { Sides } from './sides.ts';
import type { VideoStore } from './settings.ts';

/** A magnifier that shows the same place on both sides, beside each other. */
export type VideoLoupe = { readonly on: boolean; toggle(): void; onChange(listener: () => void): void };

const zoom = 4;
/** Side of one of the two squares, CSS pixels. */
const square = 160;

export function createVideoLoupe(
  view: HTMLElement,
  video: HTMLVideoElement,
  sides: Sides,
  store: VideoStore,
): VideoLoupe {
  const lens = createLens(view, video, sides);
  const listeners: (() => void)[] = [];
  let pointer = { x: 0.5, y: 0.5 };
  let switched = false;
  let held = false;
  let waiting = false;
  const isOn = (): boolean => switched || held;

  const draw = (): void => {
    if (isOn() && video.readyState >= 2) lens.draw(pointer);
  };

  function later(): void {
    if (waiting || !isOn()) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      draw();
    });
  }

  function change(): void {
    lens.canvas.hidden = !isOn();
    view.classList.toggle('magnified', isOn());
    for (const listener of listeners) listener();
    later();
  }

  const follow = (event: PointerEvent): void => {
    const picture = pictureOf(video);
    const share = (value: number): number => Math.min(1, Math.max(0, value));
    pointer = {
      x: share((event.clientX - picture.left) / picture.width),
      y: share((event.clientY - picture.top) / picture.height),
    };
    later();
  };
  view.addEventListener('pointermove', follow);
  view.addEventListener('pointerdown', follow);
  const setHeld = (next: boolean): void => {
    if (held === next) return;
    held = next;
    change();
  };
  listenToHeldKey(setHeld);
  store.watch(later);
  const onFrame = (): void => {
    video.requestVideoFrameCallback(onFrame);
    draw();
  };
  if ('requestVideoFrameCallback' in video) video.requestVideoFrameCallback(onFrame);

  return {
    get on() {
      return isOn();
    },
    toggle() {
      switched = !switched;
      change();
    },
    onChange: (listener) => void listeners.push(listener),
  };
}

/** Where the picture is on the page, without the bars beside it. */
function pictureOf(video: HTMLVideoElement): DOMRect {
  const box = video.getBoundingClientRect();
  const scale = Math.min(box.width / (video.videoWidth || 16), box.height / (video.videoHeight || 9));
  const [width, height] = [(video.videoWidth || 16) * scale, (video.videoHeight || 9) * scale];
  return new DOMRect(box.left + (box.width - width) / 2, box.top + (box.height - height) / 2, width, height);
}

/** The canvas of the magnifier. */
type Lens = { readonly canvas: HTMLCanvasElement; draw(pointer: { x: number; y: number }): void };

function createLens(view: HTMLElement, video: HTMLVideoElement, sides: Sides): Lens {
  const canvas = el('canvas', { class: 'loupe', hidden: true, 'aria-hidden': 'true' });
  view.append(canvas);
  const context = canvas.getContext('2d')!;
  const scratch = document.createElement('canvas').getContext('2d')!;
  return {
    canvas,
    draw(pointer) {
      const ratio = window.devicePixelRatio;
      const side = Math.round(square * ratio);
      if (canvas.width !== side * 2) [canvas.width, canvas.height] = [side * 2, side];
      const picture = pictureOf(video);
      const shown = side / zoom;
      // Device pixels of the whole picture, as it is on the screen.
      const whole = { width: picture.width * ratio, height: picture.height * ratio };
      const x = pointer.x * whole.width - shown / 2;
      const y = pointer.y * whole.height - shown / 2;
      [scratch.canvas.width, scratch.canvas.height] = [Math.ceil(shown), Math.ceil(shown)];
      context.imageSmoothingEnabled = false;
      for (const [index, name] of (['a', 'b'] as const).entries()) {
        const source = shownBy(sides[name], video);
        const [fx, fy] = [source.width / whole.width, source.height / whole.height];
        scratch.fillRect(0, 0, shown, shown);
        scratch.drawImage(source.image, x * fx, y * fy, shown * fx, shown * fy, 0, 0, shown, shown);
        context.drawImage(scratch.canvas, 0, 0, shown, shown, index * side, 0, side, side);
      }
      context.fillStyle = '#e9ecf2';
      context.fillRect(side - ratio, 0, 2 * ratio, side);
      placeAbove(canvas, view, {
        x: picture.left + pointer.x * picture.width,
        y: picture.top + pointer.y * picture.height,
      });
    },
  };
}

/** What a half shows, with its size in pixels: the upscaled canvas, or the video itself. */
function shownBy(
  upscaled: UpscaledVideo | undefined,
  video: HTMLVideoElement,
): { image: CanvasImageSource; width: number; height: number } {
  // A WebGPU canvas can be read in the task that drew it, and not later.
  upscaled?.refresh();
  if (upscaled?.state !== 'active')
    return { image: video, width: video.videoWidth, height: video.videoHeight };
  const { canvas } = upscaled;
  return { image: canvas, width: canvas.width, height: canvas.height };
}

/** Puts the magnifier above a point of the page, where neither finger nor pointer hides it; below where there is no room. */
function placeAbove(canvas: HTMLCanvasElement, view: HTMLElement, point: { x: number; y: number }): void {
  const box = view.getBoundingClientRect();
  const x = point.x - box.left;
  const y = point.y - box.top;
  const left = Math.min(box.width - square * 2 - 8, Math.max(8, x - square));
  const top = y - square - 24 < 8 ? Math.min(y + 24, box.height - square - 8) : y - square - 24;
  canvas.style.left = `${left}px`;
  canvas.style.top = `${top}px`;
}

/** Z, held. */
function listenToHeldKey(setHeld: (held: boolean) => void): void {
  window.addEventListener('keydown', (event) => {
    if (event.code === 'KeyZ' && !isEditing(event) && !event.ctrlKey && !event.metaKey) setHeld(true);
  });
  window.addEventListener('keyup', (event) => event.code === 'KeyZ' && setHeld(false));
  window.addEventListener('blur', () => setHeld(false));
}
