import { el } from '../shared/dom.ts';
import { choice, range, type Choice } from '../shared/ui/controls.ts';
import { keyList } from '../shared/ui/panel.ts';
import { createRestoration } from './restoration.ts';
import { frameRates, sideIds, sideTexts, type VideoSettings, type VideoStore } from './settings.ts';

const keyTexts: readonly (readonly [string, string])[] = [
  ['← →', 'move the divider'],
  ['Z', 'hold: magnifier'],
  ['Space', 'play, pause'],
  [', .', 'one frame back, on'],
  ['X', 'swap sides'],
  ['M', 'sound'],
  ['H', 'hide this'],
];

const rateTexts: Readonly<Record<VideoSettings['frameRate'], string>> = {
  video: 'as in the video',
  '60': '60, generated between',
  display: 'one at every refresh, generated',
};

export type PanelParts = {
  /** Where to get a video from. */
  sources: HTMLElement;
  status: HTMLElement;
  converter: HTMLElement;
};

/** The side panel: what is played, what is compared, what it costs, and the conversion. */
export function createPanel(container: HTMLElement, store: VideoStore, parts: PanelParts): void {
  const sides = sideIds.map((value) => ({
    value,
    text: sideTexts[value].title,
    title: sideTexts[value].summary,
  }));
  const left = choice('Left', sides, (a) => store.set({ a }));
  const right = choice('Right', sides, (b) => store.set({ b }));
  const swap = el(
    'button',
    { type: 'button', class: 'quiet', title: 'Swap sides (X)', onclick: () => swapSides(store) },
    'Swap',
  );
  // The address may ask for any factor.
  const asked = Number(store.value.scale);
  const factors = new Set([1.5, 2, 3, 4, ...(asked > 0 ? [asked] : [])]);
  const scale = choice(
    'Size on screen',
    [
      { value: 'fit', text: 'the pixels of this window' },
      ...[...factors]
        .toSorted((a, b) => a - b)
        .map((factor) => ({ value: String(factor), text: `${factor}× the video` })),
    ],
    (value) => store.set({ scale: value === 'fit' ? 'fit' : Number(value) }),
  );
  const rate = createRate(store);
  const percent = (value: number): string => `${Math.round(value * 100)} %`;
  const sharpness = range('Sharpness', { min: 0, max: 1, step: 0.05, text: percent }, (value) =>
    store.set({ sharpness: value }),
  );
  const restoration = createRestoration((value) => store.set({ restoration: value }));
  const colour = range(
    'Colour for black and white',
    { min: 0, max: 1, step: 0.1, text: (value) => (value === 0 ? 'off' : percent(value)) },
    (value) => store.set({ colourise: value }),
  );
  const panel = el(
    'aside',
    { class: 'panel', 'aria-label': 'Controls' },
    el('h2', { class: 'title' }, 'Video'),
    el(
      'p',
      { class: 'intro' },
      'One video, shown twice: left of the divider as the browser enlarges it, right with more detail. Drop a file of yours anywhere; it stays on this computer.',
    ),
    el('section', {}, parts.sources),
    el('section', { class: 'pair' }, left.root, right.root, swap),
    el('section', {}, scale.root, rate.root, restoration.root, sharpness.root, colour.root),
    el('section', {}, el('h3', {}, 'Now'), parts.status),
    parts.converter,
    el('section', {}, el('h3', {}, 'Keys'), keyList(keyTexts)),
  );
  container.append(panel);
  store.watch((settings) => {
    panel.hidden = !settings.panel;
    container.classList.toggle('with-panel', settings.panel);
    left.show(settings.a);
    right.show(settings.b);
    scale.show(String(settings.scale));
    rate.show(settings.frameRate);
    sharpness.show(settings.sharpness ?? (settings.b === 'none' ? 0.35 : 0));
    restoration.show(settings.restoration);
    colour.show(settings.colourise);
    // What would change nothing is off: the browser's side takes no setting, and without a network nothing is restored.
    const shown = [settings.a, settings.b];
    const isOurs = shown.some((side) => side !== 'browser');
    restoration.enable(shown.some((side) => side !== 'browser' && side !== 'none'));
    sharpness.enable(isOurs);
    colour.enable(isOurs);
    scale.enable(isOurs);
  });
}

function createRate(store: VideoStore): Choice<VideoSettings['frameRate']> {
  return choice(
    'Frames a second',
    frameRates.map((value) => ({ value, text: rateTexts[value] })),
    (value) => store.set({ frameRate: value }),
  );
}

/** Exchanges the two halves. */
export function swapSides(store: VideoStore): void {
  store.set({ a: store.value.b, b: store.value.a });
}
