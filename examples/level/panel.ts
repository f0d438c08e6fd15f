import type { Level } from '@frameloom/world';
import { el } from '../shared/dom.ts';
import { createCard } from './card.ts';

/** What is beside the screens: where to start, what it costs, what it can do and cannot. */
export function createPanel(
  level: Level,
  figures: HTMLElement,
  options: {
    place: { start: number; seed: number };
    choose(place: { start?: number; seed?: number }): void;
  },
): HTMLElement {
  const { place, choose } = options;
  const start = el(
    'select',
    { 'aria-label': 'Cellar', onchange: () => choose({ start: start.selectedIndex }) },
    ...level.info.starts.map((_, i) => el('option', { selected: i === place.start }, `Cellar ${i + 1}`)),
  );
  const seed = el('input', {
    type: 'number',
    min: 0,
    max: 4294967295,
    value: place.seed,
    'aria-label': 'Seed',
    onchange: () => choose({ seed: Math.min(4294967295, Math.max(0, Math.floor(Number(seed.value) || 0))) }),
  });
  return el(
    'aside',
    { class: 'level-panel' },
    el('a', { class: 'home', href: '../' }, 'Frameloom'),
    el('h1', {}, 'A level that no engine renders'),
    el(
      'p',
      {},
      'You are the flame. Gather embers, mind the snuffers, a lantern turns the tables. Every picture is predicted by a network from your keys and what it remembers; no game runs.',
    ),
    el(
      'section',
      {},
      el('h2', {}, 'Play'),
      el('p', {}, 'Arrow keys or WASD, a gamepad, or swipes.'),
      el('div', { class: 'row' }, el('label', {}, 'Cellar', start), el('label', {}, 'Seed of chance', seed)),
    ),
    el('section', {}, el('h2', {}, 'Cost'), figures),
    createCard(level),
  );
}
