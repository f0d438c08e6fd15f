import type { Figures } from './figures/index.ts';
import type { Report } from './main.ts';

/** A row: what it is, and its text for figures; undefined where the game has no such thing. */
type Row = readonly [name: string, show: (figures: Figures) => string | undefined];

const digits = (value: number | null | undefined, places: number, unit = ''): string | undefined =>
  typeof value === 'number' ? `${value.toFixed(places)}${unit}` : undefined;
const percent = (value: number | null | undefined, places = 1): string | undefined =>
  typeof value === 'number' ? digits(100 * value, places, ' %') : undefined;

/** The figures of a level as Markdown, those of its baselines beside it. */
export function writeTable(report: Report): string {
  const columns = [report, ...Object.values(report.baselines)];
  const lines = [
    `| | ${[report.level, ...Object.keys(report.baselines)].join(' | ')} |`,
    `|---|${'---|'.repeat(columns.length)}`,
  ];
  for (const [name, show] of rowsOf(report)) {
    const cells = columns.map((figures) => show(figures));
    if (cells.some((cell) => cell !== undefined))
      lines.push(`| ${name} | ${cells.map((cell) => cell ?? '–').join(' | ')} |`);
  }
  return `${lines.join('\n')}\n`;
}

function rowsOf(report: Report): Row[] {
  // What only a level can tell stands in its own column.
  const own = (text: string | undefined): Row[1] => {
    return (figures) => (figures === report ? text : undefined);
  };
  const { still, leftRight, soak } = report;
  const sharp = Object.entries(report.sharpness).map(([step, { nearestOfTruth }]): Row => [
    `differs from the nearest real picture after ${step} (true pictures ${percent(nearestOfTruth)})`,
    ({ sharpness }) => percent(sharpness[step]?.nearest),
  ]);
  return [
    ...Object.keys(report.steps).flatMap((step) => stepRows(step, report)),
    ...sharp,
    ...eventRows('hits', report),
    ...eventRows('points', report),
    ['jumps of the player in 1,000 steps', ({ jumpsPer1000 }) => digits(jumpsPer1000, 2)],
    ['pictures of 1,000 without exactly one player', ({ lostPer1000 }) => digits(lostPer1000, 2)],
    [
      `actions that pictures show (true ones ${percent(report.actions.real)})`,
      ({ actions }) => percent(actions.own),
    ],
    [`opposite actions part, of ${leftRight.states} states`, own(percent(leftRight.share))],
    [
      `nobody plays for ${still.steps} steps: player where it is in the game`,
      own(percent(still.playerInPlace)),
    ],
    [
      `pixels that change in a step then (true ones ${percent(still.changedInTruth, 2)})`,
      own(percent(still.changed, 2)),
    ],
    [
      `${soak?.steps} steps in all: GPU memory after the last game by after the first`,
      own(digits(soak?.gpuBytes, 3)),
    ],
    ['– heap', own(digits(soak?.heapBytes, 3))],
    ['– time of a step', own(digits(soak?.stepTime, 2))],
  ];
}

function stepRows(step: string, report: Report): Row[] {
  const others = Object.keys(report.steps[step]!).filter(
    (name) => !['right', 'changed', 'psnr', 'whole'].includes(name),
  );
  const after = step === '1' ? 'one step after true pictures' : `after ${step} own steps`;
  return [
    [`${after}: pixels right`, ({ steps }) => percent(steps[step]?.['right'], 2)],
    ['– of those that changed', ({ steps }) => percent(steps[step]?.['changed'])],
    ['– PSNR', ({ steps }) => digits(steps[step]?.['psnr'], 1, ' dB')],
    ['– whole pictures', ({ steps }) => percent(steps[step]?.['whole'])],
    ...others.map((name): Row => [`– ${name}`, ({ steps }) => digits(steps[step]?.[name], 3)]),
  ];
}

function eventRows(name: 'hits' | 'points', report: Report): Row[] {
  return ([100, undefined] as const).flatMap((steps): Row[] => {
    const pick = (figures: Figures) => (steps ? figures[name]?.firstHundred : figures[name]) ?? undefined;
    const span = steps ? `in the first ${steps} own steps` : 'in all own steps';
    return [
      [
        `${name} ${span} (real ones ${pick(report)?.real}): F1 within 3 steps`,
        (all) => digits(pick(all)?.f1, 3),
      ],
      ['– phantoms in 1,000 steps', (all) => digits(pick(all)?.phantomPer1000, 2)],
    ];
  });
}
