import type { Level } from '@frameloom/world';
import { el } from '../shared/dom.ts';
import type { Place } from '../shared/level/level-page.ts';
import { createCard } from './card.ts';
import { createStarts } from './starts.ts';

/** What is beside the screens: what it is, where to start, what it costs, how good it is. */
export function createPanel(
  level: Level,
  figures: HTMLElement,
  { place, choose }: { place: Place; choose(place: Partial<Place>): void },
): HTMLElement {
  return el(
    'aside',
    { class: 'level-panel', 'aria-label': 'About the drive' },
    el('h2', { class: 'title' }, 'A drive that a network predicts'),
    el(
      'p',
      {},
      'It watched cars drive through a town, pictures and keys and nothing else. Now it predicts each picture from the last two, a small memory and your keys. The real game takes the same keys beside it.',
    ),
    el(
      'section',
      {},
      el('h3', {}, 'Begin at'),
      createStarts(level.info.starts.length, place.start, (start) => choose({ start })),
    ),
    el('section', {}, el('h3', {}, 'Cost'), figures),
    createCard(level.info),
  );
}
