import type { GivenImage } from '@frameloom/image';
import { el } from '../shared/dom.ts';

/** A small canvas to draw on, which a picture can begin with. */
export type Board = {
  root: HTMLElement;
  /** What is drawn, and what of it the brush marked; undefined where nothing is. */
  read(): { image: GivenImage; mask?: GivenImage } | undefined;
  /** Takes a picture over. */
  put(pixels: ImageData): void;
};

/** `changed` is called after each stroke. */
export function createBoard(side: number, changed: () => void): Board {
  const canvas = el('canvas', {
    class: 'pictures-board',
    width: side,
    height: side,
    tabindex: 0,
    role: 'img',
    'aria-label': 'Draw what pictures begin with',
  });
  const context = canvas.getContext('2d', { willReadFrequently: true })!;
  const cover = el('canvas', { class: 'pictures-cover', width: side, height: side, 'aria-hidden': 'true' });
  const mask = cover.getContext('2d', { willReadFrequently: true })!;
  const tool = createTools();
  const colour = el('input', { type: 'color', value: '#b8322a', 'aria-label': 'Colour' });
  const clear = el('button', { type: 'button', onclick: wipe }, 'Clear');
  let isEmpty = true;
  let isMasked = false;
  let last: readonly [number, number] | undefined;

  function wipe(): void {
    for (const layer of [context, mask]) layer.clearRect(0, 0, side, side);
    isEmpty = true;
    isMasked = false;
    changed();
  }

  /** A line of soft-free dots, as pixel art has them. */
  function draw(event: PointerEvent): void {
    const box = canvas.getBoundingClientRect();
    const to = [
      ((event.clientX - box.left) / box.width) * side,
      ((event.clientY - box.top) / box.height) * side,
    ] as const;
    const from = last ?? to;
    const steps = Math.max(1, Math.ceil(Math.hypot(to[0] - from[0], to[1] - from[1])));
    for (let i = 0; i <= steps; i++) {
      const [x, y] = [0, 1].map((axis) => from[axis]! + ((to[axis]! - from[axis]!) * i) / steps);
      const corner = [Math.floor(x! - 1), Math.floor(y! - 1)] as const;
      const isMask = tool.value === 'mask';
      const layer = isMask ? mask : context;
      layer.fillStyle = isMask ? '#fff' : colour.value;
      if (event.buttons === 2 || tool.value === 'erase') layer.clearRect(...corner, 3, 3);
      else layer.fillRect(...corner, 3, 3);
    }
    last = to;
    if (tool.value === 'mask') isMasked = true;
    else isEmpty = false;
  }

  canvas.addEventListener('pointerdown', (event) => {
    canvas.setPointerCapture(event.pointerId);
    draw(event);
  });
  canvas.addEventListener('pointermove', (event) => event.buttons !== 0 && draw(event));
  canvas.addEventListener('pointerup', () => {
    last = undefined;
    changed();
  });
  canvas.addEventListener('contextmenu', (event) => event.preventDefault());
  return {
    root: el(
      'div',
      { class: 'row' },
      el('div', { class: 'pictures-layers' }, canvas, cover),
      el('div', { class: 'pictures-tools' }, tool, colour, clear),
    ),
    read() {
      if (isEmpty) return undefined;
      const image = context.getImageData(0, 0, side, side);
      return isMasked ? { image, mask: mask.getImageData(0, 0, side, side) } : { image };
    },
    put(pixels) {
      mask.clearRect(0, 0, side, side);
      isMasked = false;
      context.putImageData(pixels, 0, 0);
      isEmpty = false;
      changed();
    },
  };
}

function createTools(): HTMLSelectElement {
  const option = (value: string, text: string) => el('option', { value }, text);
  const options = [option('draw', 'Draw'), option('erase', 'Erase'), option('mask', 'Paint anew here')];
  return el('select', { 'aria-label': 'Tool' }, ...options);
}
