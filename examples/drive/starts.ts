import { createCircuitAtStart } from '@frameloom/scenes/circuit';
import { el } from '../shared/dom.ts';
import { createPicture } from './picture.ts';

/** A picture of each start; one begins there. */
export function createStarts(count: number, first: number, choose: (start: number) => void): HTMLElement {
  const buttons = Array.from({ length: count }, (_, start) => {
    const canvas = el('canvas', { 'aria-hidden': 'true' });
    createPicture(canvas).draw(createCircuitAtStart(start).state);
    const begin = (): void => {
      mark(start);
      choose(start);
    };
    return el('button', { type: 'button', 'aria-label': `Place ${start + 1}`, onclick: begin }, canvas);
  });
  const mark = (chosen: number): void =>
    buttons.forEach((button, start) => button.setAttribute('aria-pressed', String(start === chosen)));
  mark(first);
  return el('div', { class: 'drive-starts', role: 'group', 'aria-label': 'Where to begin' }, ...buttons);
}
