import { buildScene, type SceneName } from '@frameloom/scenes';
import { createCameraRig } from '../shared/camera/rig.ts';
import { createCompositor } from '../shared/compositor.ts';
import { el } from '../shared/dom.ts';
import { createResolution } from '../shared/resolution.ts';
import type { Stage } from '../shared/stage.ts';
import { createDivider } from '../shared/ui/divider.ts';
import { listenToKeys } from '../shared/ui/keys.ts';
import { createLoupeControl } from '../shared/ui/loupe-control.ts';
import { showMessage, textOf } from '../shared/ui/message.ts';
import { saveCanvas } from '../shared/ui/screenshot.ts';
import { createToolbar } from '../shared/ui/toolbar.ts';
import type { World } from '../shared/world.ts';
import { createFigures } from './figures.ts';
import { createFilm, type Film } from './film.ts';
import { createBetweenPanel } from './panel.ts';
import { createRefreshes } from './refreshes.ts';
import { speeds, type BetweenStore } from './settings.ts';

type Parts = {
  container: HTMLElement;
  view: HTMLElement;
  stage: Stage;
  store: BetweenStore;
  /** Milliseconds between refreshes of the display. */
  interval: number;
};

/** Refreshes of a standing world after which a paused page shows what a running one would. */
const settling = 32;

/** Runs the page; returns what ends it. */
export async function runBetween({ container, view, stage, store, interval }: Parts): Promise<() => void> {
  const { renderer, canvas } = stage;
  const compositor = createCompositor(renderer);
  const rig = createCameraRig(view);
  const loupe = createLoupeControl(stage);
  const resolution = createResolution(stage, store.value.scale, (scale) => store.set({ scale }));
  const refreshes = createRefreshes(interval, store.value.time);
  const figures = createFigures(view, stage, interval);
  const scenes = createScenes(view, stage, store, interval);
  let [saving, stale] = [false, true];
  const screenshot = (): void => void (saving = true);
  const slow = (): void => store.set({ speed: store.value.speed < 1 ? 1 : 0.125, paused: false });
  const stop = [
    createDivider(view, store),
    createToolbar(view, {
      store,
      clock: refreshes,
      speeds,
      rig,
      loupe,
      screenshot,
      fullscreen: document.documentElement,
    }),
    createBetweenPanel(container, view, store, resolution.control, figures.roots),
    listenToKeys(store, refreshes, rig, { p: screenshot, m: slow }),
    store.watch((settings, changed) => {
      stale = true;
      if (['scene', 'mode', 'model', 'base', 'quality'].some((name) => changed.has(name as never))) {
        scenes.open(changed.has('scene'));
      } else if (changed.has('debug') && settings.paused) refreshes.step(scenes.factor);
    }),
  ];

  let wasFree = false;
  let pixels = '';
  stage.start((milliseconds) => {
    const settings = store.value;
    const { film, world } = scenes;
    rig.update(milliseconds);
    if (!film || !world) return;
    const { frames, node } = film;
    frames.debug = settings.debug;
    if (wasFree && !rig.free) {
      frames.cut();
      node.reset();
    }
    wasFree = rig.free;
    const { width, height } = canvas;
    const isSettling = frames.stats.pause === 'loading' || frames.stats.pause === 'measuring';
    if (isSettling || pixels !== `${width}×${height}` || scenes.isNew()) refreshes.owe(settling);
    else if (rig.moving) refreshes.owe(scenes.factor);
    pixels = `${width}×${height}`;
    const refresh = refreshes.next(milliseconds, settings);
    if (refresh) {
      const sight = film.show(refresh, width, height, (seconds) => {
        world.animate(seconds);
        rig.place(world, seconds);
      });
      figures.add(sight);
    }
    if (refresh || stale || loupe.on || saving) {
      compositor.render(film.left, film.right, settings.split, loupe.value);
    }
    resolution.frame(refresh !== undefined && !isSettling);
    stale = loupe.on;
    view.ariaBusy = String(isSettling || refreshes.isOwed);
    view.classList.toggle('magnified', loupe.on);
    if (saving) saveCanvas(canvas, 'frameloom-between');
    saving = false;
    figures.show(settings, film);
  });

  return () => {
    for (const end of stop) end();
    rig.dispose();
    loupe.dispose();
    scenes.dispose();
    compositor.dispose();
  };
}

/** The scene that the settings ask for, and its film. */
type Scenes = {
  readonly film: Film | undefined;
  readonly world: World | undefined;
  /** Refreshes for each rendered frame. */
  readonly factor: number;
  /** Whether the film is another one than at the last call. */
  isNew(): boolean;
  /** Makes the film anew, and the world where it is another one. */
  open(isOther: boolean): void;
  dispose(): void;
};

function createScenes(
  view: HTMLElement,
  { renderer, gpu }: Stage,
  store: BetweenStore,
  interval: number,
): Scenes {
  const busy = view.appendChild(el('div', { class: 'busy', role: 'status' }, 'Building the scene …'));
  let film: Film | undefined;
  let world: World | undefined;
  let asked = 0;
  let isFresh = false;
  const factor = (): number =>
    Math.min(8, Math.max(1, Math.round(1000 / interval / Number(store.value.base))));
  const clear = (): void => {
    film?.dispose();
    film = undefined;
  };
  const load = async (): Promise<void> => {
    const mine = ++asked;
    busy.hidden = false;
    const built = await buildScene(store.value.scene as SceneName, { shadows: gpu.tier !== 'software' });
    if (mine !== asked) return built.dispose();
    clear();
    world?.dispose();
    world = built;
    busy.hidden = true;
    make();
  };
  const make = (): void => {
    clear();
    if (world) film = createFilm(renderer, world, store.value, factor());
    isFresh = true;
  };
  return {
    get film() {
      return film;
    },
    get world() {
      return world;
    },
    get factor() {
      return factor();
    },
    isNew() {
      const was = isFresh;
      isFresh = false;
      return was;
    },
    open(isOther) {
      if (!isOther) make();
      else
        load().catch((error: unknown) => showMessage(view, 'The scene could not be built', [textOf(error)]));
    },
    dispose() {
      asked += 1;
      clear();
      world?.dispose();
    },
  };
}
