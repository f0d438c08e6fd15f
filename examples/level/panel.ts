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
    { class: 'level-panel', 'aria-label': 'About the level' },
    el('h2', { class: 'title' }, 'A level that no engine renders'),
    el(
      'p',
      {},
      'Every picture is predicted by a network from your keys and what it remembers; no game runs.',
    ),
    el(
      'section',
      {},
      el('h3', {}, 'Play'),
      el('div', { class: 'row' }, el('label', {}, 'Cellar', start), el('label', {}, 'Seed of chance', seed)),
    ),
    el('section', {}, el('h3', {}, 'Cost'), figures),
    createCard(level),
  );
}
