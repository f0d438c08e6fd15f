import type * as THREE from 'three/webgpu';
import { createCameraRig } from './camera-rig.ts';
import { createClock, settleFrames } from './clock.ts';
import { createComparison, visibleSides } from './comparison.ts';
import { el } from './dom.ts';
import type { Settings } from './settings.ts';
import { createStage } from './stage.ts';
import type { Store } from './store.ts';
import { createCostTable } from './ui/cost-table.ts';
import { createDivider } from './ui/divider.ts';
import { listenToKeys } from './ui/keys.ts';
import { createLabels } from './ui/labels.ts';
import { createLoupeControl } from './ui/loupe-control.ts';
import { showMessage, showStartError, textOf } from './ui/message.ts';
import { createPanel } from './ui/panel.ts';
import { saveCanvas } from './ui/screenshot.ts';
import { createToolbar } from './ui/toolbar.ts';
import type { WorldSource } from './world.ts';

export type PageOptions = {
  container: HTMLElement;
  store: Store;
  /** Heading, by the settings: a page may show more than one thing. */
  title(settings: Readonly<Settings>): string;
  intro: readonly string[];
  /** Controls of this page alone. */
  own?: readonly HTMLElement[];
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
      showStartError(view, error, restart);
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
  const again = { text: 'Start again', run: restart };
  const fail = (error: unknown): void =>
    void showMessage(view, 'The picture stopped', [textOf(error)], [again]);
  const stage = await createStage(view, {
    scale: store.value.scale,
    onLost: (message) =>
      void showMessage(
        view,
        'The GPU was taken away',
        ['The browser, the driver or another program reset it. Your settings are kept.', message],
        [again],
      ),
    onError: fail,
  });
  const comparison = createComparison(stage, fail);
  const clock = createClock(store.value.time);
  const rig = createCameraRig(view);
  const loupe = createLoupeControl(stage);
  const labels = createLabels(view);
  const cost = createCostTable();
  const busy = el('div', { class: 'busy', role: 'status' }, 'Building the scene …');
  view.append(busy);
  let saving = false;
  const screenshot = (): void => void (saving = true);
  const stop = [
    createDivider(view, store),
    createToolbar(view, { store, clock, rig, loupe, screenshot, fullscreen: document.documentElement }),
    createPanel(container, { ...options, own: options.own ?? [], cost: cost.root }),
    listenToKeys(store, clock, rig, screenshot),
  ];

  const reload = async (): Promise<void> => {
    busy.hidden = false;
    try {
      await comparison.load(options.world(store.value));
      rig.setFree(false);
      clock.owe(settleFrames);
    } finally {
      busy.hidden = true;
    }
  };

  let stale = true;
  stop.push(
    store.watch((_, changed) => {
      stale = true;
      if (options.worldSettings?.some((name) => changed.has(name))) void reload().catch(fail);
      else if (
        ['a', 'b', 'quality', 'ratio', 'sharpness', 'debug'].some((name) =>
          changed.has(name as keyof Settings),
        )
      )
        clock.owe(settleFrames);
      if (changed.has('scale')) stage.setScale(store.value.scale);
    }),
  );
  if (!options.worldSettings?.length) void reload().catch(fail);

  let textAt = performance.now();
  let frames = 0;
  let pixels = '';
  let wasFree = false;
  stage.start((milliseconds) => {
    const settings = store.value;
    rig.update(milliseconds);
    // Back on its flight the camera is somewhere else at once.
    if (wasFree && !rig.free) comparison.reset();
    wasFree = rig.free;
    const now = `${stage.canvas.width}×${stage.canvas.height}`;
    if (now !== pixels || !comparison.settled) clock.owe(settleFrames);
    else if (rig.moving) clock.owe(1);
    pixels = now;
    if (clock.advance(milliseconds, settings)) {
      comparison.render(settings, loupe.value, (world) => {
        world.animate(clock.seconds);
        rig.place(world, clock.seconds);
      });
      frames += 1;
    } else if (stale || loupe.on || saving) comparison.compose(settings, loupe.value);
    stale = loupe.on;
    view.classList.toggle('magnified', loupe.on);
    if (saving) saveCanvas(stage.canvas, `frameloom-${settings.a}-${settings.b}`);
    saving = false;

    // The real time: `milliseconds` is cut off so that the world makes no leaps.
    const sinceText = performance.now() - textAt;
    if (sinceText < 400) return;
    const visible = visibleSides(settings, loupe.on);
    const reports = { a: comparison.report('a'), b: comparison.report('b') };
    const same = settings.a === settings.b;
    for (const side of ['a', 'b'] as const)
      labels.show(side, settings[side], same ? reports.a : reports[side], same || visible.includes(side));
    cost.show({
      reports: visible.map((side) => reports[side]),
      framesPerSecond: (frames * 1000) / sinceText,
      timed: stage.profiler.supported,
      threeBytes: stage.renderer.info.memory.total,
      adapter: stage.gpu.adapterName + (stage.gpu.tier === 'software' ? ', in software: slow' : ''),
    });
    textAt += sinceText;
    frames = 0;
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
