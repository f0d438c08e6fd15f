import { el } from '../shared/dom.ts';

/** Lies at the foot of the first picture until the visitor drives. */
export function createInvitation(start: () => void): HTMLElement {
  return el(
    'div',
    { class: 'drive-invitation', onclick: start },
    el('button', { type: 'button', class: 'primary' }, 'Drive'),
    el('p', {}, 'Arrow keys, W A S D, a gamepad or a finger'),
  );
}
