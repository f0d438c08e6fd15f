import { el } from '../shared/dom.ts';
import { createBoard, type Board } from './board.ts';
import type { NetworkName } from './network.ts';

const networkNames: Readonly<Record<NetworkName, string>> = {
  fast: 'Four steps',
  guided: 'More steps, with guidance',
  gan: 'One step: a kind and a colour',
};

const painter =
  'A network of 3.9 million parameters paints 32×32 pixels with transparency on your GPU. It learned from 2,643 game tiles for two minutes: colours are right, shapes are rough. A judge names the kind of some forty sprites in a hundred, and of fifty-six real tiles of those kinds.';
const generator =
  'A generator of 0.9 million parameters makes a code of noise, a kind and a colour, and an autoencoder’s decoder makes the tile of it: one step instead of four, and a tenth of the work. It learned from the same tiles for a quarter of an hour. Words other than a kind and a colour say nothing to it.';

/** What the visitor chose. */
export type Choices = {
  network: NetworkName;
  steps: number;
  guidance: number;
  strength: number;
  seed: number;
};

export type Panel = {
  root: HTMLElement;
  board: Board;
  read(): Choices;
  /** Sets the first seed. */
  setSeed(first: number): void;
  /** The next seeds. */
  nextSeed(count: number): void;
};

/** `changed`: something that is worth making the pictures anew for; `download`, `begin` and `cast` are about the chosen picture. */
export function createPanel(
  side: number,
  events: { changed(): void; download(): void; begin(): void; cast(): void },
  more: { walk: HTMLElement; corner: HTMLElement; history: HTMLElement },
): Panel {
  const steps = slider('Steps', events.changed, { min: 4, max: 40, step: 1, value: 20 });
  const guidance = slider('Guidance', events.changed, { min: 1, max: 8, step: 0.5, value: 3 });
  const strength = slider('Made anew', events.changed, { min: 0.1, max: 1, step: 0.05, value: 0.7 });
  const seed = el('input', { type: 'number', min: 0, max: 4294967295, value: 1, onchange: events.changed });
  const guided = el('div', { hidden: true }, steps.label, guidance.label);
  const board = createBoard(side, events.changed);
  const drawing = el(
    'section',
    {},
    el('h3', {}, 'Begin with a drawing, or mend it'),
    board.root,
    strength.label,
  );
  const options = Object.entries(networkNames).map(([value, text]) => el('option', { value }, text));
  const network = el('select', { 'aria-label': 'Network' }, ...options);
  const about = el('p', {}, painter);
  const chosen = () => network.value as NetworkName;
  network.addEventListener('change', () => {
    about.textContent = chosen() === 'gan' ? generator : painter;
    guided.hidden = chosen() !== 'guided';
    drawing.hidden = chosen() === 'gan';
    events.changed();
  });
  const button = (text: string, run: () => void) => el('button', { type: 'button', onclick: run }, text);
  const root = el(
    'aside',
    { class: 'pictures-panel', 'aria-label': 'Settings' },
    el('h2', { class: 'title' }, 'Words become sprites'),
    about,
    el(
      'section',
      {},
      el('h3', {}, 'How'),
      el('label', {}, 'Network', network),
      guided,
      el('label', {}, el('span', {}, 'First seed'), seed),
    ),
    drawing,
    el(
      'section',
      {},
      el('h3', {}, 'The chosen picture'),
      el(
        'div',
        { class: 'row' },
        button('Download PNG', events.download),
        button('Draw on it', events.begin),
        button('Cast it into the market', events.cast),
      ),
      more.walk,
      el('p', {}, 'The file says that a model made it (IPTC digital source type).'),
      more.history,
    ),
    more.corner,
  );
  return {
    root,
    board,
    read: () => ({
      network: chosen(),
      steps: chosen() === 'guided' ? Number(steps.input.value) : 4,
      guidance: chosen() === 'guided' ? Number(guidance.input.value) : 1,
      strength: Number(strength.input.value),
      seed: Math.max(0, Math.floor(Number(seed.value)) || 0),
    }),
    setSeed(first) {
      seed.value = String(first);
    },
    nextSeed(count) {
      seed.value = String((Number(seed.value) || 0) + count);
    },
  };
}

function slider(
  text: string,
  onchange: () => void,
  options: { min: number; max: number; step: number; value: number },
): { input: HTMLInputElement; label: HTMLElement } {
  const output = el('output', {}, String(options.value));
  const input = el('input', { type: 'range', 'aria-label': text, ...options, onchange });
  input.addEventListener('input', () => (output.textContent = input.value));
  return { input, label: el('label', {}, el('span', {}, text, output), input) };
}
