import { sceneInfos } from '@frameloom/scenes';
import { el } from '../shared/dom.ts';
import { choice } from '../shared/ui/controls.ts';
import { keyList } from '../shared/ui/panel.ts';
import { debugTexts, legend, type DebugView } from './debug.ts';
import { baseRates, models, modes, qualities, type BetweenSettings, type BetweenStore } from './settings.ts';

const modeTexts: Readonly<Record<BetweenSettings['mode'], string>> = {
  interpolate: 'Between rendered frames',
  extrapolate: 'After the newest, no latency',
};
const modelTexts: Readonly<Record<BetweenSettings['model'], string>> = {
  none: 'Rules',
  standard: 'A small network',
};
const qualityTexts: Readonly<Record<BetweenSettings['quality'], string>> = {
  nativeAA: 'All pixels',
  quality: '44 % of the pixels',
  performance: '25 % of the pixels',
};
const keyTexts = [
  ['← →', 'move the divider'],
  ['Z', 'hold: magnifier'],
  ['Space', 'pause'],
  ['.', 'next refresh of the display'],
  ['M', 'slow motion, 8×'],
  ['drag, W A S D', 'free camera'],
  ['F', 'flight or free'],
  ['P', 'save the picture'],
  ['H', 'hide this'],
] as const;

/** The side panel: what is rendered, how frames are made, plots and figures. */
export function createBetweenPanel(
  container: HTMLElement,
  view: HTMLElement,
  store: BetweenStore,
  resolution: HTMLElement,
  figures: readonly HTMLElement[],
): () => void {
  const scene = choice(
    'Scene',
    sceneInfos.map(({ name, title, summary }) => ({ value: name as string, text: title, title: summary })),
    (name) => store.set({ scene: name }),
  );
  const base = choice(
    'Rendered frames a second',
    baseRates.map((value) => ({ value, text: value })),
    (value) => store.set({ base: value }),
  );
  const mode = choice(
    'Generated frames',
    modes.map((value) => ({ value, text: modeTexts[value] })),
    (value) => store.set({ mode: value }),
  );
  const model = choice(
    'Candidates are weighed by',
    models.map((value) => ({ value, text: modelTexts[value] })),
    (value) => store.set({ model: value }),
  );
  const quality = choice(
    'Rendered at',
    qualities.map((value) => ({ value, text: qualityTexts[value] })),
    (value) => store.set({ quality: value }),
  );
  const debug = choice(
    'Generated frames show',
    (Object.keys(debugTexts) as DebugView[]).map((value) => ({ value, text: debugTexts[value].text })),
    (value) => store.set({ debug: value }),
  );
  const panel = el(
    'aside',
    { class: 'panel', 'aria-label': 'Controls' },
    el('h2', { class: 'title' }, 'In between'),
    el(
      'p',
      { class: 'intro' },
      'Both halves are the same few rendered frames. On the left they are shown as they come. On the right the refreshes between them show generated frames, made from motion, depth and optical flow. Pause, and step through them: generated frames have a frame around them.',
    ),
    el('section', {}, scene.root, base.root, mode.root, model.root, quality.root, resolution, debug.root),
    el('section', {}, ...figures),
    el('section', {}, el('h2', {}, 'Keys'), keyList(keyTexts)),
  );
  container.append(panel);
  const meaning = view.appendChild(el('div', { class: 'view-legend' }));
  return store.watch((settings) => {
    panel.hidden = !settings.panel;
    container.classList.toggle('with-panel', settings.panel);
    scene.show(settings.scene);
    base.show(settings.base);
    mode.show(settings.mode);
    model.show(settings.model);
    quality.show(settings.quality);
    debug.show(settings.debug);
    const swatches = debugTexts[settings.debug].legend;
    meaning.hidden = swatches.length === 0;
    meaning.replaceChildren(legend(swatches));
  });
}
