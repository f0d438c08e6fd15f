import { el } from '../dom.ts';

/** What the visitor can ask for. */
export type LevelActions = {
  restart(): void;
  pause(): void;
  keep(): void;
  back(): void;
  toggle(name: 'truth' | 'memory'): void;
};

/** How the level is at the moment. */
export type LevelState = 'waiting' | 'playing' | 'paused' | 'stopped';

/** The buttons below the level. They say what they would do now. */
export type Bar = {
  readonly root: HTMLElement;
  showState(state: LevelState): void;
  /** The moment that was kept: its step, and a picture of it. */
  showKept(step: number, picture: HTMLCanvasElement): void;
  showToggle(name: 'truth' | 'memory', isOn: boolean): void;
};

export function createBar(actions: LevelActions, level: HTMLElement): Bar {
  const button = (text: string, key: string, run: () => void): HTMLButtonElement =>
    el(
      'button',
      {
        type: 'button',
        'aria-keyshortcuts': key,
        onclick: () => {
          run();
          level.focus();
        },
      },
      el('span', {}, text),
      el('kbd', { 'aria-hidden': 'true' }, key),
    );
  const pause = button('Pause', 'P', actions.pause);
  const back = button('Back to it', 'L', actions.back);
  const kept = el('span', { class: 'kept' });
  back.prepend(kept);
  back.disabled = pause.disabled = true;
  const toggles = {
    truth: button('The real game', 'T', () => actions.toggle('truth')),
    memory: button('Memory', 'M', () => actions.toggle('memory')),
  };
  const showToggle: Bar['showToggle'] = (name, isOn) =>
    toggles[name].setAttribute('aria-pressed', String(isOn));
  showToggle('truth', false);
  showToggle('memory', false);
  return {
    root: el(
      'div',
      { class: 'level-bar' },
      button('Restart', 'R', actions.restart),
      pause,
      button('Keep this moment', 'K', actions.keep),
      back,
      toggles.truth,
      toggles.memory,
    ),
    showState(state) {
      pause.disabled = state !== 'playing' && state !== 'paused';
      pause.firstElementChild!.textContent = state === 'paused' ? 'Resume' : 'Pause';
    },
    showKept(step, picture) {
      kept.replaceChildren(picture);
      back.querySelector('span:not(.kept)')!.textContent = `Back to it (step ${step.toLocaleString('en')})`;
      back.disabled = false;
    },
    showToggle,
  };
}
