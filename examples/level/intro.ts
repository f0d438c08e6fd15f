import { el } from '../shared/dom.ts';

const keys = [
  ['Arrows', 'move, or W A S D, a gamepad, swipes'],
  ['R', 'restart'],
  ['P', 'pause'],
  ['K', 'keep this moment'],
  ['L', 'back to it'],
  ['T', 'the real game beside it'],
  ['M', 'its memory'],
] as const;

/** What lies on the level until the visitor starts it: the goal, the keys, and a button. */
export function createIntro(start: () => void): HTMLElement {
  return el(
    'div',
    // It lies over the level, so a touch that is meant for that arrives here.
    { class: 'level-intro', onclick: start },
    el('h2', {}, 'You are the flame'),
    el('p', {}, 'Gather the embers. Snuffers put you out; for a while after a lantern you may chase them.'),
    el('dl', { class: 'keys' }, ...keys.flatMap(([key, text]) => [el('dt', {}, key), el('dd', {}, text)])),
    el('button', { type: 'button', class: 'primary' }, 'Play'),
    el('p', { class: 'how' }, 'or press an arrow key, or tap'),
  );
}
