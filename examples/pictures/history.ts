import { el } from '../shared/dom.ts';

/** What a picture was made of. */
export type Made = { prompt: string; seed: number };

/** The latest pictures, small; a click brings their words and seed back. */
export type History = { root: HTMLElement; add(made: Made, pixels: ImageData): void };

const most = 48;

export function createHistory(choose: (made: Made) => void): History {
  const list = el('div', { class: 'pictures-history' });
  const root = el('details', {}, el('summary', {}, 'Earlier pictures'), list);
  root.hidden = true;
  return {
    root,
    add(made, pixels) {
      const canvas = el('canvas', { width: pixels.width, height: pixels.height });
      canvas.getContext('2d')!.putImageData(pixels, 0, 0);
      const name = `${made.prompt}, seed ${made.seed}`;
      const button = el('button', { type: 'button', title: name, onclick: () => choose(made) }, canvas);
      button.setAttribute('aria-label', name);
      list.prepend(button);
      list.children[most]?.remove();
      root.hidden = false;
    },
  };
}
