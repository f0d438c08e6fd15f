import type * as THREE from 'three/webgpu';
import { createCameraRig, type CameraRig } from './camera/rig.ts';
import { createClock, settleFrames, type Clock } from './clock.ts';
import { createComparison, type Comparison } from './comparison.ts';
import { el } from './dom.ts';
import { createFigures } from './figures.ts';
import { createResolution } from './resolution.ts';
import type { Settings } from './settings.ts';
import { createStage, type Stage } from './stage.ts';
import type { Still } from './stills.ts';
import type { Store } from './store.ts';
import { createCostTable } from './ui/cost-table.ts';
import { createDivider } from './ui/divider.ts';
import { listenToKeys } from './ui/keys.ts';
import { createLabels } from './ui/labels.ts';
import { createLoupeControl } from './ui/loupe-control.ts';
import { showMessage, showStartError, textOf } from './ui/message.ts';
import { createPanel, swapSides } from './ui/panel.ts';
import { saveCanvas } from './ui/screenshot.ts';
import { createToolbar } from './ui/toolbar.ts';
import type { WorldSource } from './world.ts';

export type PageOptions = {
  container: HTMLElement;
  store: Store;
  /** Heading, by the settings: a page may show more than one thing. */
  title(settings: Readonly<Settings>): string;
  intro: readonly string[];
  /** Shown where the page cannot run. */
  still: Still;
  /** Controls of this page alone. */
  own?: readonly HTMLElement[];
  /** Buttons on the picture while the panel is closed. */
  actions?: readonly HTMLElement[];
  /** Settings whose change asks for another world. */
  worldSettings?: readonly (keyof Settings)[];
  /** The world that the settings ask for. */
  world(settings: Readonly<Settings>): WorldSource;
};

/** A page, running or telling why it is not. */
export type Page = {
  /** Undefined while nothing runs. */
  readonly renderer: THREE.WebGPURenderer | undefined;
  /** Shows the world that `options.world` now gives. */
  reload(): Promise<void>;
};

/** Settings after whose change a paused picture settles again. */
const pictureSettings = ['a', 'b', 'quality', 'ratio', 'sharpness', 'debug'] as const;

type RunningPage = { renderer: THREE.WebGPURenderer; reload(): Promise<void>; dispose(): void };

/** Starts a full comparison page; shows a message instead of a picture where it cannot. */
export function startPage(options: PageOptions): Page {
  const { container } = options;
  let running: RunningPage | undefined;
  const start = async (): Promise<void> => {
    running?.dispose();
    running = undefined;
    const view = el('div', { class: 'view' });
    container.replaceChildren(view);
    const restart = (): void => void start();
    try {
      running = await buildPage(options, view, restart);
    } catch (error) {
      container.classList.remove('with-panel');
      showStartError({ page: container, view, still: options.still }, error, restart);
    }
  };
  void start();
  return {
    get renderer() {
      return running?.renderer;
    },
    reload: async () => running?.reload(),
  };
}

async function buildPage(options: PageOptions, view: HTMLElement, restart: () => void): Promise<RunningPage> {
  const { container, store } = options;
  const fail = (error: unknown): void =>
    void showMessage(view, 'The picture stopped', [textOf(error)], [{ text: 'Start again', run: restart }]);
  const stage = await openStage(view, restart, fail);
  const resolution = createResolution(stage, store.value.scale, (scale) => store.set({ scale }));
  const comparison = createComparison(stage, fail);
  const clock = createClock(store.value.time);
  const rig = createCameraRig(view);
  const loupe = createLoupeControl(stage);
  const cost = createCostTable();
  if (options.actions) view.append(el('div', { class: 'view-actions' }, ...options.actions));
  let saving = false;
  const screenshot = (): void => void (saving = true);
  const stop = [
    createDivider(view, store),
    createToolbar(view, { store, clock, rig, loupe, screenshot, fullscreen: document.documentElement }),
    createPanel(container, {
      ...options,
      own: options.own ?? [],
      resolution: resolution.control,
      cost: cost.root,
    }),
    listenToKeys(store, clock, rig, { x: () => swapSides(store), p: screenshot }),
  ];

  const reload = createReload(view, options, comparison, rig, clock);

  let stale = true;
  stop.push(
    store.watch((_, changed) => {
      stale = true;
      if (options.worldSettings?.some((name) => changed.has(name))) void reload().catch(fail);
      else if (pictureSettings.some((name) => changed.has(name))) clock.owe(settleFrames);
    }),
  );
  if (!options.worldSettings?.length) void reload().catch(fail);

  const figures = createFigures(stage, comparison, createLabels(view), cost);
  let pixels = '';
  let wasFree = false;
  stage.start((milliseconds) => {
    const settings = store.value;
    rig.update(milliseconds);
    // Back on its flight the camera is somewhere else at once.
    if (wasFree && !rig.free) comparison.reset();
    wasFree = rig.free;
    const now = `${stage.canvas.width}×${stage.canvas.height}`;
    clock.owe(now !== pixels || !comparison.settled ? settleFrames : rig.moving ? 1 : 0);
    pixels = now;
    let isDrawn = false;
    if (clock.advance(milliseconds, settings)) {
      comparison.render(settings, loupe.value, (world) => {
        world.animate(clock.seconds);
        rig.place(world, clock.seconds);
      });
      figures.count();
      isDrawn = comparison.settled;
    } else if (stale || loupe.on || saving) comparison.compose(settings, loupe.value);
    stale = loupe.on;
    view.classList.toggle('magnified', loupe.on);
    if (saving) saveCanvas(stage.canvas, `frameloom-${settings.a}-${settings.b}`);
    saving = false;
    resolution.frame(isDrawn);
    figures.show(settings, loupe.on);
  });

  return {
    renderer: stage.renderer,
    reload,
    dispose() {
      for (const end of stop) end();
      rig.dispose();
      loupe.dispose();
      comparison.dispose();
      stage.dispose();
    },
  };
}

/** Makes what loads the world of the settings; says so meanwhile. */
function createReload(
  view: HTMLElement,
  { store, world }: PageOptions,
  comparison: Comparison,
  rig: CameraRig,
  clock: Clock,
): () => Promise<void> {
  const busy = view.appendChild(el('div', { class: 'busy', role: 'status' }, 'Building the scene …'));
  return async () => {
    busy.hidden = false;
    try {
      await comparison.load(world(store.value));
      rig.setFree(false);
      clock.owe(settleFrames);
    } finally {
      busy.hidden = true;
    }
  };
}

function openStage(
  view: HTMLElement,
  restart: () => void,
  onError: (error: unknown) => void,
): Promise<Stage> {
  const text = 'The browser, the driver or another program reset it. Your settings are kept.';
  return createStage(view, {
    onError,
    onLost: (message) =>
      void showMessage(
        view,
        'The GPU was taken away',
        [text, message],
        [{ text: 'Start again', run: restart }],
      ),
  });
}
