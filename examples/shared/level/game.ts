import type { Level, Play } from '@frameloom/world';
import { createBar, type LevelActions, type LevelState } from './bar.ts';
import { createMoments } from './moments.ts';
import type { Screens } from './screens.ts';
import type { Truth } from './truth.ts';

/** The level as the visitor meets it: waiting for the first move, playing, paused, or stopped by an error. */
export type Game = LevelActions & {
  readonly state: LevelState;
  /** The buttons. */
  readonly bar: HTMLElement;
  /** Starts it where it waits. */
  begin(): void;
  /** It cannot go on; says why. */
  stop(text: string): void;
};

export type GameInput = {
  level: Level;
  truth: Truth;
  screens: Screens;
  play: Play;
  /** Lies on the level until it is started. */
  createIntro(start: () => void): HTMLElement;
  /** Draws the level and its memory as they are. */
  draw(): void;
  /** Puts level and real game at their start. */
  reset(): void;
  /** They went back to a moment. */
  returned(): void;
  /** Loads everything again, after an error. */
  startAgain(): void;
};

const states: Readonly<Record<Exclude<LevelState, 'stopped'>, string>> = {
  waiting: 'Ready',
  playing: 'Playing',
  paused: 'Paused',
};

export function createGame({
  level,
  truth,
  screens,
  play,
  createIntro,
  draw,
  reset,
  returned,
  startAgain,
}: GameInput): Game {
  let state: LevelState = 'waiting';
  const show = (next: LevelState, text: string): void => {
    state = next;
    intro.hidden = next !== 'waiting';
    // Behind the greeting there is nothing to reach.
    screens.level.tabIndex = next === 'waiting' ? -1 : 0;
    bar.showState(next);
    screens.say(text);
  };
  const begin = (): void => {
    if (state !== 'waiting') return;
    play.resume();
    show('playing', states.playing);
    screens.level.focus({ preventScroll: true });
  };
  const moments = createMoments(level, truth, screens.level, draw);
  const actions: LevelActions = {
    restart() {
      if (state === 'stopped') return startAgain();
      play.pause();
      reset();
      draw();
      show('waiting', states.waiting);
    },
    pause() {
      if (state === 'playing') {
        play.pause();
        show('paused', states.paused);
      } else if (state === 'paused') {
        play.resume();
        show('playing', states.playing);
      }
    },
    keep() {
      const kept = moments.keep();
      if (!kept) return;
      bar.showKept(kept.step, kept.picture);
      screens.say(`Step ${kept.step} kept`);
    },
    back() {
      const step = moments.back();
      if (step === undefined) return;
      screens.say(`Back at step ${step}`);
      returned();
    },
    toggle(name) {
      bar.showToggle(name, screens.toggle(name));
      draw();
    },
  };
  const intro = createIntro(begin);
  screens.cover(intro);
  const bar = createBar(actions, screens.level);
  return {
    ...actions,
    get state() {
      return state;
    },
    bar: bar.root,
    begin,
    stop: (text) => show('stopped', text),
  };
}
