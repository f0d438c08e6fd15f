import { el } from '../shared/dom.ts';

/** What is beside the picture: what runs there, its figures, and the few controls. */
export type Panel = {
  readonly root: HTMLElement;
  /** Call it once per picture; figures are shown twice a second. */
  count(steps: number): void;
};

export function createPanel(resolution: HTMLElement, restart: () => void): Panel {
  const cells = { steps: el('td', {}, '0'), rate: el('td', {}, '…') };
  const row = (name: string, cell: HTMLElement): HTMLElement =>
    el('tr', {}, el('th', { scope: 'row' }, name), cell);
  const keys = [
    ['Arrows', 'move, or W A S D'],
    ['Swipe', 'the same on a touch screen'],
    ['Gamepad', 'its stick or cross'],
  ].flatMap(([key, text]) => [el('dt', {}, key!), el('dd', {}, text!)]);
  let [pictures, since] = [0, performance.now()];
  return {
    root: el(
      'aside',
      { class: 'panel', 'aria-label': 'Controls' },
      el('h2', { class: 'title' }, 'Neural arcade'),
      el(
        'p',
        { class: 'intro' },
        'The game on the screen is predicted by a network, the room around it is upscaled: one GPU, nothing read back. ',
        el('a', { href: '../level/' }, 'The level alone'),
      ),
      el(
        'section',
        {},
        el('dl', { class: 'keys' }, ...keys),
        el('button', { type: 'button', onclick: restart }, 'Restart the game'),
      ),
      el('section', {}, resolution),
      el(
        'section',
        {},
        el('h3', {}, 'Now'),
        el(
          'div',
          { class: 'cost' },
          el(
            'table',
            {},
            el('tbody', {}, row('Steps of the game', cells.steps), row('Pictures per second', cells.rate)),
          ),
        ),
      ),
    ),
    count(steps) {
      pictures++;
      const elapsed = performance.now() - since;
      if (elapsed < 500) return;
      cells.steps.textContent = steps.toLocaleString('en');
      cells.rate.textContent = ((pictures * 1000) / elapsed).toFixed(0);
      [pictures, since] = [0, performance.now()];
    },
  };
}
