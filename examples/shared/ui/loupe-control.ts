import type { Loupe } from '../compositor.ts';
import { isEditing } from '../dom.ts';
import type { Stage } from '../stage.ts';

/** The magnifier under the pointer: while Z is held, or switched on by its button. */
export type LoupeControl = {
  readonly on: boolean;
  /** Where it is at the moment, in canvas pixels; undefined while it is off. */
  readonly value: Loupe | undefined;
  toggle(): void;
  onChange(listener: () => void): void;
  dispose(): void;
};

const zoom = 4;

export function createLoupeControl(stage: Stage): LoupeControl {
  const { container } = stage;
  const listening = new AbortController();
  const options = { signal: listening.signal };
  const listeners: (() => void)[] = [];
  let pointer: { x: number; y: number } | undefined;
  let held = false;
  let switched = false;
  const notify = (): void => listeners.forEach((listener) => listener());

  const follow = (event: PointerEvent): void => {
    pointer = { x: event.clientX, y: event.clientY };
  };
  container.addEventListener('pointermove', follow, options);
  container.addEventListener('pointerdown', follow, options);
  const setHeld = (next: boolean): void => {
    if (held === next) return;
    held = next;
    notify();
  };
  window.addEventListener(
    'keydown',
    (event) =>
      event.code === 'KeyZ' && !isEditing(event) && !event.ctrlKey && !event.metaKey && setHeld(true),
    options,
  );
  window.addEventListener('keyup', (event) => event.code === 'KeyZ' && setHeld(false), options);
  window.addEventListener('blur', () => setHeld(false), options);

  return {
    get on() {
      return held || switched;
    },
    get value() {
      if (!held && !switched) return undefined;
      const { canvas } = stage;
      const box = container.getBoundingClientRect();
      const place = pointer ?? { x: box.left + box.width / 2, y: box.top + box.height / 2 };
      const { x, y } = stage.toPixels(place.x, place.y);
      const perCss = canvas.width / Math.max(1, box.width);
      // Whole source pixels, so that each stays a clean square.
      const half =
        Math.floor(Math.min(110 * perCss, canvas.width * 0.22, canvas.height * 0.35) / zoom) * zoom;
      return { x, y, half, zoom };
    },
    toggle() {
      switched = !switched;
      notify();
    },
    onChange: (listener) => void listeners.push(listener),
    dispose: () => listening.abort(),
  };
}
