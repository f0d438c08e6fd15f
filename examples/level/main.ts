import { createGpu, createPassTimer, type Gpu } from '@frameloom/gpu';
import { loadLevel, type Level, type Play } from '@frameloom/world';
import { el } from '../shared/dom.ts';
import { stills } from '../shared/stills.ts';
import { showStartError, textOf } from '../shared/ui/message.ts';
import { createFigures } from './figures.ts';
import { listenToKeys } from './keys.ts';
import { createMemory } from './memory.ts';
import { createMoments } from './moments.ts';
import { createPanel } from './panel.ts';
import { createScreens, type Screens } from './screens.ts';
import { createTruth } from './truth.ts';

const container = document.querySelector<HTMLElement>('#page')!;
void start();

async function start(): Promise<void> {
  const screens = createScreens();
  const ending = new AbortController();
  const stage = el('div', { class: 'level-stage' }, screens.root);
  container.replaceChildren(stage);
  try {
    const gpu = await createGpu({ label: 'level page' });
    const level = await loadLevel(gpu, 'wick', {
      onProgress: ({ loaded, total }) =>
        screens.say(
          loaded < total
            ? `Loading the level, ${Math.round((100 * loaded) / total)} %`
            : 'Compiling its shaders',
        ),
    });
    const restart = (): void => {
      ending.abort();
      level.dispose();
      gpu.dispose();
      void start();
    };
    await run({ gpu, level, stage, screens, signal: ending.signal, startAgain: restart });
  } catch (error) {
    showStartError({ page: container, view: stage, still: stills.level }, error, () => void start());
  }
}

type Page = {
  gpu: Gpu;
  level: Level;
  stage: HTMLElement;
  screens: Screens;
  /** Ends what listens to the window. */
  signal: AbortSignal;
  /** Loads everything again. */
  startAgain(): void;
};

async function run({ gpu, level, stage, screens, signal, startAgain }: Page): Promise<void> {
  const query = new URLSearchParams(location.search);
  const number = (name: string, fallback: number): number => {
    const value = Number(query.get(name) ?? fallback);
    return Number.isInteger(value) && value >= 0 ? value : fallback;
  };
  const place = { start: number('start', 0) % level.info.starts.length, seed: number('seed', 1) };
  const truth = createTruth(screens.truth);
  const figures = createFigures(gpu, level);
  const timer = createPassTimer(gpu, { capacity: 64, label: 'level page' });
  const showMemory = await createMemory(gpu, level, screens.memory);
  let isMoving = false;
  let isPaused = false;
  let isStopped = false;
  const play: Play = await level.play(screens.level, {
    timer,
    onStep(action) {
      truth.step(action);
      isMoving ||= action > 0;
      const rate = figures.count(timer);
      const note = rate === undefined ? undefined : describeRate(level, rate);
      if (note !== undefined && (isMoving || note !== '')) screens.say(note);
      // Every second step: it is as much work as the step itself.
      if (level.stepCount % 2 === 0) showMemory();
    },
    onError(error) {
      isStopped = true;
      screens.say(`Stopped: ${textOf(error)} Restart loads the level again.`);
    },
  });
  const restart = (): void => {
    if (isStopped) return startAgain();
    level.reset(place);
    truth.restart(Number(level.info.starts[place.start]));
    figures.restart();
    play.show();
    showMemory();
  };
  const moments = createMoments(level, truth, () => {
    play.show();
    showMemory();
  });
  const pause = (): void => {
    isPaused = !isPaused;
    if (isPaused) play.pause();
    else play.resume();
    screens.say(isPaused ? 'Paused' : '');
  };
  const toggle = (name: 'truth' | 'memory'): void => {
    screens.toggle(name);
    showMemory();
  };
  const actions = { restart, pause, keep: moments.keep, back: moments.back, toggle };
  stage.append(screens.createBar(actions));
  container.append(
    createPanel(level, figures.root, {
      place,
      choose(next) {
        Object.assign(place, next);
        history.replaceState(undefined, '', `?start=${place.start}&seed=${place.seed}`);
        restart();
      },
    }),
  );
  listenToKeys(actions, signal);
  gpu.onLost(
    () => isStopped || screens.say('The GPU was lost. The game goes on as soon as there is another one.'),
  );
  level.onRebuild(() => screens.say('The game goes on.'));
  if (query.get('truth') === '1') toggle('truth');
  if (query.get('memory') === '1') toggle('memory');
  restart();
  screens.say('Arrow keys, WASD or swipes');
  screens.level.focus();
}

/** Says so where the GPU is too slow for the game's own pace, which then runs in slow motion. */
function describeRate(level: Level, rate: number): string {
  const { fps } = level.info;
  return rate < 0.7 * fps ? `Slow motion: this GPU makes ${rate.toFixed(1)} of ${fps} steps a second` : '';
}
