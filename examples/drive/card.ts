import type { LevelInfo } from '@frameloom/world';
import { el } from '../shared/dom.ts';
import { measuredOf, percent, trainingOf, type Row } from '../shared/level/measured.ts';

/** What the judge of levels writes into level.json, as far as it is shown here. */
type Report = {
  episodes?: number;
  steps?: Record<string, { right?: number; changed?: number }>;
  hits?: { firstHundred?: { f1?: number | null } };
  leftRight?: { share?: number | null };
};

/** How good the drive is, from its level.json, and what it cannot do. */
export function createCard(info: LevelInfo): HTMLElement {
  const judged = judgedOf((info.metrics['report'] ?? {}) as Report);
  const rows = [...(judged.length > 0 ? judged : measuredOf(info)), ...trainingOf(info)];
  return el(
    'section',
    {},
    el('h3', {}, 'How well it holds'),
    el(
      'p',
      {},
      rows.length > 0
        ? 'On drives that it never learned from, by its own pictures alone under the recorded keys:'
        : 'Not measured yet.',
    ),
    el(
      'table',
      {},
      ...rows.map(([name, value]) => el('tr', {}, el('th', { scope: 'row' }, name), el('td', {}, value))),
    ),
    el('h3', {}, 'What it cannot do'),
    el(
      'ul',
      {},
      el(
        'li',
        {},
        'Stay a drive for long: it is still learning. After a second or two the town is gone, and then the road stands still.',
      ),
      el('li', {}, 'Know the way: nobody gave it a map. Where its memory fails, it makes up a road.'),
      el('li', {}, 'Find back: once it is somewhere else than the real car, it stays there until a restart.'),
      el('li', {}, 'Drive through another town: it saw this one only.'),
    ),
  );
}

function judgedOf({ steps = {}, hits, leftRight }: Report): Row[] {
  const part = (name: string, share: number | null | undefined): Row[] =>
    typeof share === 'number' ? [[name, percent(share)]] : [];
  return [
    ...part('Changing pixels right, one step', steps['1']?.changed),
    ...Object.entries(steps).flatMap(([count, { right }]) =>
      count === '1' ? [] : part(`Pixels right after ${Number(count).toLocaleString('en')} own steps`, right),
    ),
    ...part('Left and right part where they should', leftRight?.share),
    ...part('Crashes when they should be (F1, 100 steps)', hits?.firstHundred?.f1),
  ];
}
