import { createPassTimer, type Gpu } from '@frameloom/gpu';
import { createControls, type Controls, type Level, type Play } from '@frameloom/world';
import { textOf } from '../ui/message.ts';
import { readPlace, writeAddress } from './address.ts';
import type { Companion } from './companion.ts';
import { createFigures } from './figures.ts';
import { createGame, type Game } from './game.ts';
import { listenToKeys } from './keys.ts';
import { createLooks } from './looks.ts';
import { createMemory } from './memory.ts';
import type { LevelPage } from './level-page.ts';
import type { Screens } from './screens.ts';

/** What a page of a level runs with. */
export type Running = {
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

/** Puts the level, the real game and what belongs to them on the page. */
export async function runLevel(running: Running): Promise<void> {
  const { container, page, gpu, level, stage, screens, signal, startAgain } = running;
  const query = new URLSearchParams(location.search);
  const place = readPlace(query, level);
  const truth = page.createTruth(screens.truth);
  const figures = createFigures(gpu, level);
  const companion = page.createCompanion?.(gpu, level, { truth, screens });
  signal.addEventListener('abort', () => companion?.dispose());
  const timer = createPassTimer(gpu, { capacity: 64, label: 'level page' });
  const looks = await createLooks({ gpu, canvas: screens.level, level }, page.looks ?? [], {
    say: (text) => screens.showRate(text),
    chosen: (look) => writeAddress({ look }),
  });
  const showMemory = await createMemory(gpu, level, screens.memory);
  const controls = createControls(level.info.actions, screens.level);
  const play: Play = await level.play(screens.level, {
    view: looks.view,
    timer,
    controls,
    onStep(action) {
      truth.step(action);
      companion?.stepped();
      const rate = figures.count(timer);
      if (rate !== undefined) screens.showRate(describeRate(level, rate));
      // Every second step: it is as much work as the step itself.
      if (level.stepCount % 2 === 0) showMemory();
    },
    onError: (error) => game.stop(`Stopped: ${textOf(error)} Restart loads the level again.`),
  });
  const draw = (): void => {
    play.show();
    showMemory();
    figures.refresh();
  };
  const game = createGame({
    level,
    truth,
    screens,
    play,
    createIntro: page.createIntro,
    draw,
    reset() {
      level.reset(place);
      const start = { number: place.start, name: level.info.starts[place.start]! };
      truth.restart(start);
      companion?.restart(start);
      screens.showRate('');
    },
    returned: () => companion?.returned?.(),
    startAgain,
  });
  screens.onResize(draw);
  screens.append(looks.root);
  stage.append(...(page.createPads ? [page.createPads()] : []), game.bar);
  const panel = page.createPanel(level, figures.root, {
    place,
    choose(next) {
      Object.assign(place, next);
      writeAddress(place);
      game.restart();
    },
  });
  addCompanion(panel, companion);
  container.append(panel);
  listen(running, controls, game);
  for (const name of ['truth', 'memory'] as const) {
    const usual = page.shown?.includes(name) ? '1' : '0';
    if ((query.get(name) ?? usual) === '1') game.toggle(name);
  }
  game.restart();
  await looks.choose(query.get('look') ?? '');
}

function addCompanion(panel: HTMLElement, companion: Companion | undefined): void {
  if (companion?.root) panel.querySelector('section')?.before(companion.root);
}

/** Keys, touches, losses of the device. */
function listen({ gpu, level, screens, signal }: Running, controls: Controls, game: Game): void {
  listenToKeys(game, signal);
  screens.level.addEventListener('pointerup', game.begin, { signal });
  waitForInput(controls, game, signal);
  gpu.onLost(() => game.state === 'stopped' || screens.say(lostText));
  level.onRebuild(() => screens.say('The game goes on.'));
}

const lostText = 'The GPU was lost. The game goes on as soon as there is another one.';

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
