import { el } from '../dom.ts';
import { debugViews, qualityIds, shownMethods, type Settings } from '../settings.ts';
import { methodTexts } from '@frameloom/scenes/methods';
import type { Store } from '../store.ts';
import { choice, range } from './controls.ts';
import { legendOf } from './legends.ts';

const qualityTexts: Readonly<Record<Settings['quality'], string>> = {
  nativeAA: 'Native AA · 1.0×',
  ultraQuality: 'Ultra quality · 1.3×',
  quality: 'Quality · 1.5×',
  balanced: 'Balanced · 1.7×',
  performance: 'Performance · 2.0×',
  ultraPerformance: 'Ultra performance · 3.0×',
  custom: 'Own ratio …',
};

const debugTexts: Readonly<Record<Settings['debug'], string>> = {
  none: 'The picture',
  motion: 'Motion vectors',
  disocclusion: 'Disocclusion',
  reactive: 'Reactive mask',
  locks: 'Thin-feature locks',
  accumulation: 'Accumulated samples',
  exposure: 'Exposure',
  history: 'History',
};

const keyTexts: readonly (readonly [string, string])[] = [
  ['← →', 'move the divider'],
  ['Z', 'hold: magnifier'],
  ['Space', 'pause'],
  ['.', 'one frame'],
  ['drag, W A S D', 'free camera'],
  ['F', 'flight or free'],
  ['X', 'swap sides'],
  ['P', 'save the picture'],
  ['H', 'hide this'],
];

export type PanelInput = {
  store: Store;
  /** Heading, by the settings: a page may show more than one thing. */
  title(settings: Readonly<Settings>): string;
  /** Two or three sentences on what the page shows. */
  intro: readonly string[];
  /** Controls of this page alone, first in the panel. */
  own: readonly HTMLElement[];
  /** The control of the canvas' resolution. */
  resolution: HTMLElement;
  cost: HTMLElement;
};

/** The side panel: what is compared, at which quality, what it costs, which keys there are. */
export function createPanel(container: HTMLElement, input: PanelInput): () => void {
  const { store } = input;
  const methods = shownMethods.map((value) => ({
    value,
    text: methodTexts[value].title,
    title: methodTexts[value].summary,
  }));
  const left = choice('Left', methods, (a) => store.set({ a }));
  const right = choice('Right', methods, (b) => store.set({ b }));
  const swap = el(
    'button',
    { type: 'button', class: 'quiet', title: 'Swap sides (X)', onclick: () => swapSides(store) },
    'Swap',
  );
  const quality = choice(
    'Quality',
    qualityIds.map((value) => ({ value, text: qualityTexts[value] })),
    (value) => store.set({ quality: value }),
  );
  const ratio = range(
    'Ratio',
    { min: 1, max: 3, step: 0.05, text: (value) => `${value.toFixed(2)}×` },
    (value) => store.set({ ratio: value }),
  );
  const percent = (value: number): string => `${Math.round(value * 100)} %`;
  const sharpness = range('Sharpness', { min: 0, max: 1, step: 0.05, text: percent }, (value) =>
    store.set({ sharpness: value }),
  );
  const debug = choice(
    'Frameloom shows',
    debugViews.map((value) => ({ value, text: debugTexts[value] })),
    (value) => store.set({ debug: value }),
  );

  const heading = el('h2', { class: 'title' });
  const panel = el(
    'aside',
    { class: 'panel', 'aria-label': 'Controls' },
    heading,
    ...input.intro.map((text) => el('p', { class: 'intro' }, text)),
    ...(input.own.length > 0 ? [el('section', {}, ...input.own)] : []),
    el('section', { class: 'pair' }, left.root, right.root, swap),
    el('section', {}, quality.root, ratio.root, sharpness.root, debug.root, input.resolution),
    el('section', {}, el('h3', {}, 'Cost'), input.cost),
    el('section', {}, el('h3', {}, 'Keys'), keyList(keyTexts)),
  );
  container.append(panel);

  return store.watch((settings) => {
    heading.textContent = input.title(settings);
    document.title = `${heading.textContent} · Frameloom`;
    panel.hidden = !settings.panel;
    container.classList.toggle('with-panel', settings.panel);
    left.show(settings.a);
    right.show(settings.b);
    quality.show(settings.quality);
    ratio.show(settings.ratio);
    ratio.root.hidden = settings.quality !== 'custom';
    sharpness.show(settings.sharpness);
    debug.show(settings.debug);
    debug.hint(...legendOf(settings.debug));
    debug.enable([settings.a, settings.b].some((id) => id === 'analytic' || id === 'standard'));
  });
}

/** Exchanges the two pictures. */
export function swapSides(store: Store): void {
  store.set({ a: store.value.b, b: store.value.a });
}

/** Keys and what they do. */
export function keyList(keys: readonly (readonly [string, string])[]): HTMLElement {
  return el(
    'dl',
    { class: 'keys' },
    ...keys.flatMap(([key, text]) => [el('dt', {}, key), el('dd', {}, text)]),
  );
}
