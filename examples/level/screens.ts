import { el } from '../shared/dom.ts';

export type Screens = {
  root: HTMLElement;
  level: HTMLCanvasElement;
  truth: HTMLCanvasElement;
  memory: HTMLCanvasElement;
  /** Says what happened, to screen readers too. */
  say(text: string): void;
  /** Shows how fast it goes, without saying it. */
  showRate(text: string): void;
  /** Puts something over the level. */
  cover(element: HTMLElement): void;
  /** Shows or hides a screen; returns whether it shows. */
  toggle(name: 'truth' | 'memory'): boolean;
};

/** The level, and beside it, if wanted, the real game and the memory. */
export function createScreens(): Screens {
  const status = el('span', { role: 'status' }, 'Starting');
  const rate = el('span', { class: 'rate' });
  const canvas = (label: string, size: number): HTMLCanvasElement =>
    el('canvas', { width: size, height: size, role: 'img', 'aria-label': label });
  const level = canvas('The level, predicted by a network. Arrow keys move.', 512);
  level.tabIndex = 0;
  level.setAttribute('role', 'application');
  const truth = canvas('The real game under the same keys', 128);
  const memory = canvas('What the network remembers of its world', 384);
  const place = el('div', { class: 'level-place' }, level);
  const figure = (picture: HTMLElement, title: string, ...notes: (Node | string)[]): HTMLElement =>
    el('figure', { class: 'level-screen' }, picture, el('figcaption', {}, el('b', {}, title), ...notes));
  const figures = {
    truth: figure(truth, 'The real game', 'same keys, its own dice'),
    memory: figure(memory, 'Memory', 'all it knows of its world'),
  };
  for (const one of [figures.truth, figures.memory]) one.hidden = true;
  memory.hidden = true;
  const root = el(
    'div',
    { class: 'level-screens' },
    figure(place, 'Predicted', status, rate),
    figures.truth,
    figures.memory,
  );
  const fit = (): void => {
    const shown = 1 + Number(!figures.truth.hidden) + Number(!figures.memory.hidden);
    const size = sizeOfScreens(root.parentElement, shown);
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
    say: (text) => void (status.textContent = text),
    showRate: (text) => void (rate.textContent = text),
    cover: (element) => place.append(element),
    toggle(name) {
      figures[name].hidden = !figures[name].hidden;
      memory.hidden = figures.memory.hidden;
      fit();
      return !figures[name].hidden;
    },
  };
}

/** Side of a screen, CSS pixels, where so many are shown: beside each other, or on a phone below each other. */
function sizeOfScreens(room: HTMLElement | null, shown: number): number {
  const isNarrow = innerWidth <= 820;
  const width = (room?.clientWidth ?? 600) - (isNarrow ? 20 : 32);
  const height = isNarrow ? innerHeight * 0.6 : (room?.clientHeight ?? 600) - 150;
  const most = Math.min(isNarrow ? width : (width - 18 * (shown - 1)) / shown, height);
  // Whole multiples in pixels of the monitor where that takes little, so that the level's own are even.
  const step = 128 / devicePixelRatio;
  const even = Math.floor(most / step) * step;
  return Math.max(128, even >= most * 0.85 ? even : Math.floor(most));
}
