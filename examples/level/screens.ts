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

/** What the screens of a level are called, and how large its pictures are. */
export type ScreenTexts = {
  level: string;
  truth: string;
  /** Beside the title of the real game, and of the memory. */
  notes: { truth: string; memory: string };
  /** Pixels of a picture. */
  frame: { width: number; height: number };
};

/** The level, and beside it, if wanted, the real game and the memory. */
export function createScreens({ level: about, truth: aboutTruth, notes, frame }: ScreenTexts): Screens {
  const status = el('span', { role: 'status' }, 'Starting');
  const rate = el('span', { class: 'rate' });
  const canvas = (label: string, { width, height }: { width: number; height: number }): HTMLCanvasElement =>
    el('canvas', { width, height, role: 'img', 'aria-label': label });
  const aspect = frame.width / frame.height;
  const level = canvas(about, { width: 4 * frame.width, height: 4 * frame.height });
  level.tabIndex = 0;
  level.setAttribute('role', 'application');
  const truth = canvas(aboutTruth, frame);
  const memory = canvas('What the network remembers of its world', { width: 384, height: 384 });
  const place = el('div', { class: 'level-place' }, level);
  const figure = (picture: HTMLElement, title: string, ...notes: (Node | string)[]): HTMLElement =>
    el('figure', { class: 'level-screen' }, picture, el('figcaption', {}, el('b', {}, title), ...notes));
  const figures = {
    truth: figure(truth, 'The real game', notes.truth),
    memory: figure(memory, 'Memory', notes.memory),
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
    const width = widthOfScreens(root.parentElement, shown, aspect, frame.width);
    root.style.setProperty('--screen', `${width}px`);
    root.style.setProperty('--screen-height', `${width / aspect}px`);
    const pixels = Math.round(width * devicePixelRatio);
    if (level.width !== pixels) [level.width, level.height] = [pixels, Math.round(pixels / aspect)];
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

/** Width of a screen, CSS pixels, where so many are shown: beside each other, or on a phone below each other. */
function widthOfScreens(room: HTMLElement | null, shown: number, aspect: number, pixels: number): number {
  const isNarrow = innerWidth <= 820;
  const width = (room?.clientWidth ?? 600) - (isNarrow ? 20 : 32);
  const height = isNarrow ? innerHeight * 0.6 : (room?.clientHeight ?? 600) - 150;
  const most = Math.min(isNarrow ? width : (width - 18 * (shown - 1)) / shown, height * aspect);
  // Whole multiples in pixels of the monitor where that takes little, so that the level's own are even.
  const step = pixels / devicePixelRatio;
  const even = Math.floor(most / step) * step;
  return Math.max(pixels, even >= most * 0.85 ? even : Math.floor(most));
}
