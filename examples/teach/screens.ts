import { side } from '@frameloom/scenes/tiny';
import { el } from '../shared/dom.ts';

/** The game and its copy beside each other. */
export type TeachScreens = {
  readonly root: HTMLElement;
  readonly original: HTMLCanvasElement;
  readonly copy: HTMLCanvasElement;
  /** Shows the copy, or words in its place. */
  showCopy(words?: string): void;
  /** Below the game, and below its copy. */
  say(original: string, copy: string): void;
};

/** @param signal Ends what listens to the window. */
export function createTeachScreens(signal: AbortSignal): TeachScreens {
  const canvas = (label: string): HTMLCanvasElement =>
    el('canvas', { width: side, height: side, role: 'img', 'aria-label': label });
  const original = canvas('The game. Arrow keys play.');
  original.tabIndex = 0;
  original.setAttribute('role', 'application');
  const copy = canvas('The copy, predicted by a network');
  const empty = el('p', { class: 'teach-empty', role: 'status' });
  const words = [el('span'), el('span')] as const;
  const figure = (title: string, caption: HTMLElement, ...screen: HTMLElement[]): HTMLElement =>
    el('figure', { class: 'level-screen' }, ...screen, el('figcaption', {}, el('b', {}, title), caption));
  const root = el(
    'div',
    { class: 'level-screens' },
    figure('The game', words[0], original),
    figure('Its copy', words[1], copy, empty),
  );
  const fit = (): void => {
    const isNarrow = innerWidth <= 820;
    const room = root.parentElement;
    const width = isNarrow
      ? Math.min(innerWidth - 20, innerHeight * 0.42)
      : ((room?.clientWidth ?? 800) - 50) / 2;
    const most = isNarrow ? width : Math.min(width, (room?.clientHeight ?? 600) - 150);
    // Pixels of the game are even.
    const step = side / devicePixelRatio;
    root.style.setProperty('--screen', `${Math.max(side, Math.floor(most / step) * step)}px`);
    root.style.setProperty('--screen-height', 'var(--screen)');
  };
  addEventListener('resize', fit, { signal });
  requestAnimationFrame(fit);
  return {
    root,
    original,
    copy,
    showCopy(text) {
      copy.hidden = text !== undefined;
      empty.hidden = text === undefined;
      empty.textContent = text ?? '';
    },
    say(first, second) {
      words[0].textContent = first;
      words[1].textContent = second;
    },
  };
}
