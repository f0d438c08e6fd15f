import { el } from '../dom.ts';

/** What a level says before it starts. */
export type IntroTexts = { title: string; goal: string; move: string };

const keys = [
  ['R', 'restart'],
  ['P', 'pause'],
  ['K', 'keep this moment'],
  ['L', 'back to it'],
  ['T', 'the real game beside it'],
  ['M', 'its memory'],
] as const;

/** What lies on the level until the visitor starts it: the goal, the keys, and a button. */
export function createIntro({ title, goal, move }: IntroTexts, start: () => void): HTMLElement {
  return el(
    'div',
    // It lies over the level, so a touch that is meant for that arrives here.
    { class: 'level-intro', onclick: start },
    el('h2', {}, title),
    el('p', {}, goal),
    el(
      'dl',
      { class: 'keys' },
      ...[['Arrows', move] as const, ...keys].flatMap(([key, text]) => [
        el('dt', {}, key),
        el('dd', {}, text),
      ]),
    ),
    el('button', { type: 'button', class: 'primary' }, 'Play'),
    el('p', { class: 'how' }, 'or press an arrow key, or tap'),
  );
}
