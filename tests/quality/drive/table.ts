import type { DriveFigures, StepRow } from './figures.ts';
import type { Report } from './main.ts';

/** A row: what it is, the goal, and its text for figures; undefined where they have no such thing. */
type Row = readonly [name: string, goal: string, show: (figures: DriveFigures) => string | undefined];

const digits = (value: number | null | undefined, places: number, unit = ''): string | undefined =>
  typeof value === 'number' ? `${value.toFixed(places)}${unit}` : undefined;
const percent = (value: number | null | undefined, places = 1): string | undefined =>
  typeof value === 'number' ? digits(100 * value, places, ' %') : undefined;

/** The figures of a level of the drive as Markdown: the goals, and its baselines beside it. */
export function writeTable(report: Report): string {
  const columns: DriveFigures[] = [report, ...Object.values(report.baselines)];
  const lines = [
    `| | goal | ${[report.level, ...Object.keys(report.baselines)].join(' | ')} |`,
    `|---|---|${'---|'.repeat(columns.length)}`,
  ];
  for (const [name, goal, show] of rowsOf(report)) {
    const cells = columns.map((figures) => show(figures));
    if (cells.some((cell) => cell !== undefined))
      lines.push(`| ${name} | ${goal} | ${cells.map((cell) => cell ?? '–').join(' | ')} |`);
  }
  return `${lines.join('\n')}\n`;
}

function rowsOf(report: Report): Row[] {
  const { hits, actions } = report;
  const marks = Object.keys(report.steps).filter((mark) => mark !== '1');
  return [
    [
      'one step after true pictures: of pixels that change, right',
      '≥ 97 %',
      ({ steps }) => percent(steps['1']!.changed),
    ],
    ['– PSNR', '', ({ steps }) => digits(steps['1']!.psnr, 1, ' dB')],
    ...marks.flatMap((mark) => stepRows(mark, report)),
    ...ownRows(report),
    [`hits (real ones ${hits.real}): F1 within 3 steps`, '≥ 0.95', (all) => digits(all.hits.f1, 3)],
    ['– phantoms in 1,000 steps', '≤ 0.2', (all) => digits(all.hits.phantomPer1000, 2)],
    [
      `actions that pictures show, by those of real ones (${percent(actions.real)})`,
      '≥ 0.95',
      (all) => digits(all.actions.agreement, 3),
    ],
  ];
}

function stepRows(mark: string, { probe }: Report): Row[] {
  const after = `after ${mark} own steps`;
  const row = (
    name: string,
    goal: string,
    show: (row: StepRow) => string | undefined,
    real?: string,
  ): Row => [
    `${name}${real === undefined ? '' : ` (read from real pictures ${real})`}`,
    goal,
    ({ steps }) => steps[mark] && show(steps[mark]),
  ];
  const at100 = (goal: string): string => (mark === '100' ? goal : '');
  return [
    row(`${after}: PSNR`, '', ({ psnr }) => digits(psnr, 1, ' dB')),
    row('– speed apart', at100('0.4 m/s'), (one) => digits(one.speed, 2), digits(probe?.speed, 2)),
    row('– heading', at100('2°'), (one) => digits(one.heading, 2, '°'), digits(probe?.heading, 2, '°')),
    row(
      '– across the road',
      at100('0.3 m'),
      (one) => digits(one.lateral, 2, ' m'),
      digits(probe?.lateral, 2, ' m'),
    ),
    row(
      '– along the road',
      at100('0.5 m'),
      (one) => digits(one.along, 2, ' m'),
      digits(probe?.along, 2, ' m'),
    ),
    row('– drives in which all four are within the goals', '', ({ within }) => percent(within, 0)),
    row('– differs from the nearest real picture', mark === '100' ? '' : 'as after 100', ({ sharpness }) =>
      percent(sharpness),
    ),
    row('– a road, a dashboard', '', ({ roads, dashboards }) =>
      roads === undefined ? undefined : `${percent(roads, 0)}, ${percent(dashboards, 0)}`,
    ),
  ];
}

/** What only a level can do stands in its own column. */
function ownRows(report: Report): Row[] {
  const { laps, actions, still, soak } = report;
  const own = (name: string, goal: string, text: string | undefined): Row => [
    name,
    goal,
    (figures) => (figures === report ? text : undefined),
  ];
  const laying =
    laps && laps.seconds !== null ? `${digits(laps.seconds, 2)} s, ${percent(laps.timeError)}` : undefined;
  return [
    ...(laps
      ? [
          own(`laps by own pictures, ${laps.starts} starts: all ended`, '100 %', percent(laps.finished, 0)),
          own('– laps driven from each', '', laps.driven.map((done) => done.toFixed(2)).join(', ')),
          own(
            `– time of a lap, how far from the real drive's (${digits(laps.realSeconds, 2, ' s')})`,
            '≤ 3 %',
            laying,
          ),
          own(
            '– picture at the start line beside the real one there: mean, least',
            '≥ 22 dB',
            laps.startLinePsnr === null
              ? undefined
              : `${digits(laps.startLinePsnr, 1)}, ${digits(laps.startLineLeast, 1)} dB`,
          ),
          own(`– jumps over 2 m in 1,000 steps, of ${laps.steps}`, '≤ 0.5', digits(laps.jumpsPer1000, 2)),
          own('– phantom hits in 1,000 steps', '≤ 0.2', digits(laps.phantomPer1000, 2)),
        ]
      : []),
    own(`left and right part, of ${actions.states} states`, '≥ 99 %', percent(actions.leftRight)),
    own(
      `nobody drives for ${still.steps} steps: pixels that change in a step`,
      '0 %',
      percent(still.changed, 2),
    ),
    own('– differs from the true picture at the end', '', percent(still.differs, 2)),
    own(`${soak?.steps} steps: GPU memory at the end by at the beginning`, '1', digits(soak?.gpuBytes, 3)),
    own('– heap', '1', digits(soak?.heapBytes, 3)),
    own('– time of a step', '1', digits(soak?.stepTime, 2)),
    own('GFLOP a step', '≤ 3', report.gflopPerStep > 0 ? digits(report.gflopPerStep, 2) : undefined),
  ];
}
