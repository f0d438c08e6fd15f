import { createGpu, createPassTimer, type Gpu } from '@frameloom/gpu';
import { createControls, loadLevel, type Controls, type Level, type Play } from '@frameloom/world';
import { el } from '../shared/dom.ts';
import type { Still } from '../shared/stills.ts';
import { showStartError, textOf } from '../shared/ui/message.ts';
import { createFigures } from './figures.ts';
import { createGame, type Game } from './game.ts';
import { listenToKeys } from './keys.ts';
import { createMemory } from './memory.ts';
import type { IntroTexts } from './intro.ts';
import { createScreens, type Screens, type ScreenTexts } from './screens.ts';
import type { Teller } from './teller/teller.ts';
import type { Truth } from './truth.ts';

/** Where a level starts. */
export type Place = { start: number; seed: number };

/** A level and what its page says about it. */
export type LevelPage = {
  /** As `loadLevel` takes it. */
  url: string | URL;
  /** Where its weights are, if not beside it. */
  weights?: URL;
  /** Shown where the page cannot run. */
  still: Still;
  screens: ScreenTexts;
  intro: IntroTexts;
  /** The real game on a canvas. */
  createTruth(canvas: HTMLCanvasElement): Truth;
  /** Tells what happens, if the visitor likes. */
  createTeller?(gpu: Gpu, level: Level): Teller;
  createPanel(
    level: Level,
    figures: HTMLElement,
    options: { place: Place; choose(place: Partial<Place>): void },
  ): HTMLElement;
};

/** Starts the page of a level. */
export async function startLevelPage(container: HTMLElement, page: LevelPage): Promise<void> {
  const start = (): void => void startLevelPage(container, page);
  const screens = createScreens(page.screens);
  const ending = new AbortController();
  const stage = el('div', { class: 'level-stage' }, screens.root);
  container.replaceChildren(stage);
  try {
    const gpu = await createGpu({ label: 'level page' });
    const level = await loadLevel(gpu, page.url, {
      ...(page.weights && { weights: page.weights }),
      onProgress: ({ loaded, total }) =>
        screens.say(
          loaded < total
            ? `Loading the level, ${Math.round((100 * loaded) / total)} %`
            : 'Compiling its shaders',
        ),
    });
    const startAgain = (): void => {
      ending.abort();
      level.dispose();
      gpu.dispose();
      start();
    };
    await run({ container, page, gpu, level, stage, screens, signal: ending.signal, startAgain });
  } catch (error) {
    showStartError({ page: container, view: stage, still: page.still }, error, start);
  }
}

type Running = {
  container: HTMLElement;
  page: LevelPage;
  gpu: Gpu;
  level: Level;
  stage: HTMLElement;
  screens: Screens;
  /** Ends what listens to the window. */
  signal: AbortSignal;
  /** Loads everything again. */
  startAgain(): void;
};

async function run({
  container,
  page,
  gpu,
  level,
  stage,
  screens,
  signal,
  startAgain,
}: Running): Promise<void> {
  const query = new URLSearchParams(location.search);
  const place = readPlace(query, level);
  const truth = page.createTruth(screens.truth);
  const figures = createFigures(gpu, level);
  const teller = page.createTeller?.(gpu, level);
  signal.addEventListener('abort', () => teller?.dispose());
  const timer = createPassTimer(gpu, { capacity: 64, label: 'level page' });
  const showMemory = await createMemory(gpu, level, screens.memory);
  const controls = createControls(level.info.actions, screens.level);
  const play: Play = await level.play(screens.level, {
    timer,
    controls,
    onStep(action) {
      truth.step(action);
      teller?.stepped();
      const rate = figures.count(timer);
      if (rate !== undefined) screens.showRate(describeRate(level, rate));
      // Every second step: it is as much work as the step itself.
      if (level.stepCount % 2 === 0) showMemory();
    },
    onError: (error) => game.stop(`Stopped: ${textOf(error)} Restart loads the level again.`),
  });
  const game = createGame({
    level,
    truth,
    screens,
    play,
    intro: page.intro,
    draw() {
      play.show();
      showMemory();
    },
    reset() {
      level.reset(place);
      const recorded = Number(level.info.starts[place.start]);
      truth.restart(recorded);
      teller?.restart(recorded);
      figures.restart();
      screens.showRate('');
    },
    startAgain,
  });
  stage.append(game.bar);
  const panel = page.createPanel(level, figures.root, {
    place,
    choose(next) {
      Object.assign(place, next);
      history.replaceState(undefined, '', `?start=${place.start}&seed=${place.seed}`);
      game.restart();
    },
  });
  if (teller) panel.querySelector('section')?.before(teller.root);
  container.append(panel);
  listenToKeys(game, signal);
  screens.level.addEventListener('pointerup', game.begin, { signal });
  waitForInput(controls, game, signal);
  gpu.onLost(() => game.state === 'stopped' || screens.say(lostText));
  level.onRebuild(() => screens.say('The game goes on.'));
  for (const name of ['truth', 'memory'] as const) if (query.get(name) === '1') game.toggle(name);
  game.restart();
}

const lostText = 'The GPU was lost. The game goes on as soon as there is another one.';

/** Which start and seed the address asks for. */
function readPlace(query: URLSearchParams, level: Level): Place {
  const number = (name: string, fallback: number): number => {
    const value = Number(query.get(name) ?? fallback);
    return Number.isInteger(value) && value >= 0 ? value : fallback;
  };
  return { start: number('start', 0) % level.info.starts.length, seed: number('seed', 1) };
}

/** Starts the game at the first move, by keys, gamepad or swipes, whenever it waits for one. */
function waitForInput(controls: Controls, game: Game, signal: AbortSignal): void {
  const look = (): void => {
    if (signal.aborted) return controls.dispose();
    if (game.state === 'waiting' && controls.read() > 0) game.begin();
    requestAnimationFrame(look);
  };
  look();
}

/** Says so where the GPU is too slow for the game's own pace, which then runs in slow motion. */
function describeRate(level: Level, rate: number): string {
  const { fps } = level.info;
  return rate < 0.7 * fps ? `slow motion: ${rate.toFixed(1)} of ${fps} steps a second` : '';
}
