import { el } from '../shared/dom.ts';
import { range } from '../shared/ui/controls.ts';
import { largestSeed, type TellerStore } from './settings.ts';

export type PanelInput = {
  store: TellerStore;
  /** Writes, or stops. */
  toggle(): void;
  /** Begins another tale with the words of the settings. */
  beginAnew(): void;
  /** Belong below the controls. */
  times: HTMLElement;
  cost: HTMLElement;
  own: HTMLElement;
};

/** The side panel: what is drawn from, what it costs, and other models. */
export type TellerPanel = {
  /** A conversation has no beginning to choose. */
  show(state: { isWriting: boolean; isReady: boolean; isChat: boolean }): void;
};

let nextId = 0;

function labelled(text: string, control: HTMLElement): HTMLElement {
  control.id = `teller-${nextId++}`;
  return el('div', { class: 'field' }, el('label', { for: control.id }, text), control);
}

export function createTellerPanel(container: HTMLElement, input: PanelInput): TellerPanel {
  const { store } = input;
  const toggle = el('button', { type: 'button', class: 'primary', onclick: () => input.toggle() }, 'Write');
  const anew = el('button', { type: 'button', onclick: () => input.beginAnew() }, 'New tale');
  const prompt = el('textarea', {
    rows: 2,
    onchange: () => store.set({ prompt: prompt.value.slice(0, 500) }),
  });
  const seed = el('input', {
    type: 'number',
    min: 0,
    max: largestSeed,
    onchange: () =>
      store.set({ seed: Math.min(largestSeed, Math.max(0, Math.floor(Number(seed.value) || 0))) }),
  });
  const percent = (value: number): string => `${Math.round(value * 100)} %`;
  const temperature = range(
    'Temperature',
    { min: 0, max: 1.5, step: 0.05, text: (value) => value.toFixed(2) },
    (value) => store.set({ temperature: value }),
  );
  const topP = range('Likely tokens, together', { min: 0.1, max: 1, step: 0.05, text: percent }, (value) =>
    store.set({ topP: value }),
  );
  const budget = range(
    'For the model, a frame',
    { min: 0.5, max: 8, step: 0.5, text: (value) => `${value.toFixed(1)} of 16.7 ms` },
    (value) => store.set({ budget: value }),
  );
  const beginning = labelled('Begins with', prompt);
  container.append(
    el(
      'aside',
      { class: 'panel', 'aria-label': 'Controls' },
      el('h2', { class: 'title' }, 'Storyteller'),
      el(
        'p',
        { class: 'intro' },
        'A small language model writes on the GPU that draws the picture, in the time that frames leave. Point at a token to see what else could have been; choose one, and the tale goes on from there.',
      ),
      el('section', {}, el('div', { class: 'buttons' }, toggle, anew), beginning),
      el('section', {}, temperature.root, topP.root, labelled('Seed', seed), budget.root),
      el('section', {}, el('h3', {}, 'Frame times'), input.times),
      el('section', {}, el('h3', {}, 'Cost'), input.cost),
      el('section', {}, el('h3', {}, 'Your model'), input.own),
    ),
  );
  container.classList.add('with-panel');
  store.watch((settings) => {
    temperature.show(settings.temperature);
    topP.show(settings.topP);
    budget.show(settings.budget);
    seed.value = String(settings.seed);
    prompt.value = settings.prompt;
  });
  return {
    show({ isWriting, isReady, isChat }) {
      toggle.textContent = isWriting ? 'Stop' : 'Write';
      toggle.disabled = !isReady;
      anew.disabled = !isReady;
      toggle.hidden = anew.hidden = beginning.hidden = isChat;
    },
  };
}
