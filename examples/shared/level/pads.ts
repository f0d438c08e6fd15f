import { el } from '../dom.ts';

/** A key of the keyboard on the screen. */
export type Pad = { code: string; name: string; sign: string };

/** Keys on the screen, a group for each thumb: each holds its key of the keyboard down while a finger lies on it. */
export function createPads(...sides: readonly (readonly Pad[])[]): HTMLElement {
  return el(
    'div',
    { class: 'level-pads' },
    ...sides.map((side) => el('div', { class: 'level-pad-side' }, ...side.map(createPad))),
  );
}

function createPad({ code, name, sign }: Pad): HTMLElement {
  const pad = el('button', { type: 'button', tabindex: -1, 'aria-label': name }, sign);
  const send = (type: 'keydown' | 'keyup'): void => void dispatchEvent(new KeyboardEvent(type, { code }));
  pad.addEventListener('pointerdown', (event) => {
    pad.setPointerCapture(event.pointerId);
    send('keydown');
  });
  for (const end of ['pointerup', 'pointercancel', 'lostpointercapture'] as const)
    pad.addEventListener(end, () => send('keyup'));
  // A long press is no question.
  pad.addEventListener('contextmenu', (event) => event.preventDefault());
  return pad;
}
