import type { Level } from '@frameloom/world';
import { el } from '../shared/dom.ts';

type Report = {
  episodes: number;
  steps: Record<string, Record<'tileAccuracy' | 'player' | 'pellets' | 'chaserCount', number>>;
  comeHome?: Record<string, number>;
};

/** How good the level is, from its level.json, and what it cannot do. */
export function createCard(level: Level): HTMLElement {
  const report = level.info.metrics['report'] as Report | undefined;
  const percent = (value: number | undefined): string =>
    value === undefined ? '–' : `${(value * 100).toFixed(1)} %`;
  const rows = Object.entries(report?.steps ?? {}).map(([steps, figures]) =>
    el(
      'tr',
      {},
      el('th', { scope: 'row' }, `${steps} step${steps === '1' ? '' : 's'}`),
      ...(['player', 'tileAccuracy', 'pellets', 'chaserCount'] as const).map((name) =>
        el('td', {}, percent(figures[name])),
      ),
    ),
  );
  return el(
    'section',
    {},
    el('h2', {}, 'How well it holds'),
    el(
      'p',
      {},
      report
        ? `Own predictions under recorded actions, in ${report.episodes} cellars never trained on.`
        : 'Not measured yet.',
    ),
    ...(report
      ? [
          el(
            'table',
            {},
            el(
              'tr',
              {},
              el('th', {}, 'after'),
              ...['flame', 'tiles', 'embers', 'snuffers'].map((name) => el('td', {}, name)),
            ),
            ...rows,
          ),
        ]
      : []),
    el('h2', {}, 'What it cannot do'),
    el(
      'ul',
      {},
      el('li', {}, 'Invent cellars: it starts from what it was shown of one, and remembers that.'),
      el(
        'li',
        {},
        'Know the real snuffers: they draw lots of their own, as good as but not the same as the game’s.',
      ),
      el(
        'li',
        {},
        'Learn from pictures alone: in training it was told where everybody stands and which look they have.',
      ),
    ),
  );
}
