import { el } from '../dom.ts';

export type Screens = {
  root: HTMLElement;
  level: HTMLCanvasElement;
  truth: HTMLCanvasElement;
  memory: HTMLCanvasElement;
  /** Says what happened, to screen readers too. */
  say(text: string): void;
  /** Shows how fast it goes, without saying it. */
  showRate(text: string): void;
  /** Another note beside the title of the real game. */
  noteTruth(text: string): void;
  /** Puts something over the level. */
  cover(element: HTMLElement): void;
  /** Puts something at the end of the level's caption. */
  append(element: HTMLElement): void;
  /** Shows or hides a screen; returns whether it shows. */
  toggle(name: 'truth' | 'memory'): boolean;
  /** Calls back when the level's canvas has another size, and is empty. */
  onResize(listener: () => void): void;
};

/** What the screens of a level are called, and how large its pictures are. */
export type ScreenTexts = {
  level: string;
  truth: string;
  /** Beside the title of the real game, and of the memory. */
  notes: { truth: string; memory: string };
  /** Pixels of a picture. */
  frame: { width: number; height: number };
  /** Whether the others are half as large, in a column at the level's side. Default false: all are alike. */
  leads?: boolean;
};

/** The level, and beside it, if wanted, the real game and the memory. Listens to the window until the signal. */
export function createScreens(texts: ScreenTexts, signal: AbortSignal): Screens {
  const { notes, frame, leads = false } = texts;
  const status = el('span', { role: 'status' }, 'Starting');
  const rate = el('span', { class: 'rate' });
  const level = createCanvas(texts.level, { width: 4 * frame.width, height: 4 * frame.height });
  level.tabIndex = 0;
  level.setAttribute('role', 'application');
  const truth = createCanvas(texts.truth, frame);
  const memory = createCanvas('What the network remembers of its world', { width: 384, height: 384 });
  const place = el('div', { class: 'level-place' }, level);
  const main = createFigure(place, 'Predicted', status, rate);
  const aboutTruth = el('span', {}, notes.truth);
  const figures = {
    truth: createFigure(truth, 'The real game', aboutTruth),
    memory: createFigure(memory, 'Memory', notes.memory),
  };
  for (const one of [figures.truth, figures.memory, memory]) one.hidden = true;
  const root = el(
    'div',
    { class: leads ? 'level-screens leading' : 'level-screens' },
    main,
    el('div', { class: 'level-side' }, figures.truth, figures.memory),
  );
  let resized = (): void => {};
  const fit = (): void => {
    const others = Number(!figures.truth.hidden) + Number(!figures.memory.hidden);
    const { width, side } = widthsOfScreens(root.parentElement, others, leads, frame);
    for (const [name, value] of [
      ['--screen', width],
      ['--side', side],
    ] as const) {
      root.style.setProperty(name, `${value}px`);
      root.style.setProperty(`${name}-height`, `${(value * frame.height) / frame.width}px`);
    }
    const pixels = Math.round(width * devicePixelRatio);
    if (level.width === pixels) return;
    [level.width, level.height] = [pixels, Math.round((pixels * frame.height) / frame.width)];
    resized();
  };
  addEventListener('resize', fit, { signal });
  requestAnimationFrame(fit);
  return {
    root,
    level,
    truth,
    memory,
    say: (text) => void (status.textContent = text),
    showRate: (text) => void (rate.textContent = text),
    noteTruth: (text) => void (aboutTruth.textContent = text),
    cover: (element) => place.append(element),
    append: (element) => main.querySelector('figcaption')!.append(element),
    toggle(name) {
      figures[name].hidden = !figures[name].hidden;
      memory.hidden = figures.memory.hidden;
      fit();
      return !figures[name].hidden;
    },
    onResize: (listener) => void (resized = listener),
  };
}

function createCanvas(
  label: string,
  { width, height }: { width: number; height: number },
): HTMLCanvasElement {
  return el('canvas', { width, height, role: 'img', 'aria-label': label });
}

function createFigure(picture: HTMLElement, title: string, ...notes: (Node | string)[]): HTMLElement {
  return el('figure', { class: 'level-screen' }, picture, el('figcaption', {}, el('b', {}, title), ...notes));
}

/** Widths of the level and of the others, CSS pixels: beside each other, or on a phone below each other. */
function widthsOfScreens(
  room: HTMLElement | null,
  others: number,
  leads: boolean,
  frame: { width: number; height: number },
): { width: number; side: number } {
  const isNarrow = innerWidth <= 820;
  const width = (room?.clientWidth ?? 600) - (isNarrow ? 20 : 32);
  const height = isNarrow ? innerHeight * 0.6 : (room?.clientHeight ?? 600) - 150;
  const inRow = (count: number): number => (width - 18 * (count - 1)) / count;
  const share = leads && others > 0 ? (2 * (width - 18)) / 3 : inRow(1 + others);
  const most = Math.min(isNarrow ? width : share, (height * frame.width) / frame.height);
  // Whole multiples in pixels of the monitor where that takes little, so that the level's own are even.
  const step = frame.width / devicePixelRatio;
  const even = Math.floor(most / step) * step;
  const main = Math.max(frame.width, even >= most * 0.85 ? even : Math.floor(most));
  if (!leads) return { width: main, side: main };
  return { width: main, side: isNarrow && others > 1 ? (main - 12) / 2 : Math.floor(main / 2) };
}
