import type { Level } from '@frameloom/world';
import { el } from '../shared/dom.ts';

type Report = {
  episodes: number;
  steps: Record<string, Record<'tileAccuracy' | 'player' | 'pellets' | 'chaserCount', number>>;
  comeHome?: Record<string, number>;
  events?: Record<'lives' | 'score', number>;
  doUndo?: number;
  whole?: { both: number };
};

/** How good the level is, from its level.json, and what it cannot do. */
export function createCard(level: Level): HTMLElement {
  const report = level.info.metrics['report'] as Report | undefined;
  const percent = (value: number | undefined): string =>
    value === undefined ? '–' : (value * 100).toFixed(1);
  const rows = Object.entries(report?.steps ?? {}).map(([steps, figures]) =>
    el(
      'tr',
      {},
      el('th', { scope: 'row' }, Number(steps).toLocaleString('en'), steps === '1' ? ' step' : ' steps'),
      ...(['player', 'tileAccuracy', 'pellets', 'chaserCount'] as const).map((name) =>
        el('td', {}, percent(figures[name])),
      ),
    ),
  );
  return el(
    'section',
    {},
    el('h3', {}, 'How well it holds'),
    el(
      'p',
      {},
      report
        ? `Own predictions under recorded actions, in ${report.episodes} cellars never trained on; right in percent.`
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
              el('th', { scope: 'col' }, 'after'),
              ...['flame', 'tiles', 'embers', 'snuffers'].map((name) => el('th', { scope: 'col' }, name)),
            ),
            ...rows,
          ),
          el(
            'table',
            {},
            ...others(report).map(([name, value]) =>
              el('tr', {}, el('th', { scope: 'row' }, name), el('td', {}, percent(value))),
            ),
          ),
        ]
      : []),
    el('h3', {}, 'What it cannot do'),
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

function others({ comeHome, events, doUndo, whole }: Report): (readonly [string, number])[] {
  return (
    [
      ['home again after 50 steps', comeHome?.['50']],
      ['home again after 200', comeHome?.['200']],
      ['there and back again', doUndo],
      ['lives lost when they should be', events?.lives],
      ['points scored when they should be', events?.score],
      ['games of 1,000 steps without a wrong life or score', whole?.both],
    ] as const
  ).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
}
