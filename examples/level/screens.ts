import { el } from '../shared/dom.ts';

/** What the visitor can ask for. */
export type LevelActions = {
  restart(): void;
  pause(): void;
  keep(): void;
  back(): void;
  toggle(name: 'truth' | 'memory'): void;
};

export type Screens = {
  root: HTMLElement;
  level: HTMLCanvasElement;
  truth: HTMLCanvasElement;
  memory: HTMLCanvasElement;
  /** A line over the level, or '' for none. */
  say(text: string): void;
  toggle(name: 'truth' | 'memory'): void;
  createBar(actions: LevelActions): HTMLElement;
};

/** The level, and beside it, if wanted, the real game and the memory. */
export function createScreens(): Screens {
  const status = el('span', { role: 'status' }, 'Starting');
  const canvas = (label: string, size: number): HTMLCanvasElement =>
    el('canvas', { width: size, height: size, 'aria-label': label, tabindex: 0 });
  const level = canvas('The level, predicted by a network. Arrow keys move.', 512);
  const truth = canvas('The real game under the same keys', 128);
  const memory = canvas('What the network remembers of its world', 384);
  const figure = (picture: HTMLCanvasElement, title: string, note: Node | string): HTMLElement =>
    el('figure', { class: 'level-screen' }, picture, el('figcaption', {}, el('b', {}, title), note));
  const figures = {
    truth: figure(truth, 'The real game', 'same keys, its own dice'),
    memory: figure(memory, 'Memory', 'all it knows of its world'),
  };
  for (const one of [figures.truth, figures.memory]) one.hidden = true;
  memory.hidden = true;
  const root = el(
    'div',
    { class: 'level-screens' },
    figure(level, 'Predicted', status),
    figures.truth,
    figures.memory,
  );
  const fit = (): void => {
    const shown = 1 + Number(!figures.truth.hidden) + Number(!figures.memory.hidden);
    const room = root.parentElement?.getBoundingClientRect();
    const width = ((room?.width ?? 600) - 32 - 18 * (shown - 1)) / (innerWidth > 820 ? shown : 1);
    const most = Math.min(width, (room?.height ?? 600) - 130);
    // Whole multiples where there is room, so that pixels stay square and even.
    const size = most >= 256 ? Math.floor(most / 128) * 128 : Math.max(128, most);
    root.style.setProperty('--screen', `${size}px`);
    const pixels = Math.round(size * devicePixelRatio);
    if (level.width !== pixels) [level.width, level.height] = [pixels, pixels];
  };
  addEventListener('resize', fit);
  requestAnimationFrame(fit);
  return {
    root,
    level,
    truth,
    memory,
    say: (text) => (status.textContent = text),
    toggle(name) {
      figures[name].hidden = !figures[name].hidden;
      memory.hidden = figures.memory.hidden;
      fit();
    },
    createBar(actions) {
      const button = (text: string, key: string, run: () => void): HTMLElement =>
        el(
          'button',
          {
            type: 'button',
            title: `Key ${key}`,
            onclick: () => {
              run();
              level.focus();
            },
          },
          text,
        );
      return el(
        'div',
        { class: 'level-bar' },
        button('Restart', 'R', actions.restart),
        button('Pause', 'P', actions.pause),
        button('Keep this moment', 'K', actions.keep),
        button('Back to it', 'L', actions.back),
        button('The real game', 'T', () => actions.toggle('truth')),
        button('Memory', 'M', () => actions.toggle('memory')),
      );
    },
  };
}
