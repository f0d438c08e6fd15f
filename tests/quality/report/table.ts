// The table for terminals and the README.
import type { SceneReport } from './types.ts';

type Metric = 'psnr' | 'ssim' | 'flip' | 'tpsnr';

const columns: readonly { key: Metric; title: string; digits: number; lower?: boolean }[] = [
  { key: 'psnr', title: 'PSNR ↑', digits: 2 },
  { key: 'tpsnr', title: 'tPSNR ↑', digits: 2 },
  { key: 'ssim', title: 'SSIM ↑', digits: 4 },
  { key: 'flip', title: 'FLIP ↓', digits: 4, lower: true },
];

/** Means over scenes, by method. */
export type Summary = Readonly<Record<string, Readonly<Record<Metric, number>>>>;

/** Averages reports; every scene counts the same. */
export function summarize(reports: readonly SceneReport[]): Summary {
  const names = Object.keys(reports[0]?.methods ?? {});
  const mean = (name: string, key: Metric): number =>
    reports.reduce((sum, report) => sum + report.methods[name]![key], 0) / reports.length;
  return Object.fromEntries(
    names.map((name) => [
      name,
      Object.fromEntries(columns.map(({ key }) => [key, mean(name, key)])) as Record<Metric, number>,
    ]),
  );
}

/** One Markdown table of all metrics for means over scenes, and one of PSNR by scene where there are several. */
export function markdown(reports: readonly SceneReport[]): string {
  const [first] = reports;
  if (!first) return '';
  const summary = summarize(reports);
  const names = Object.keys(summary);
  const header = `${first.size}, ${first.ratio}×, ${first.frames} frames, ${reports.map((r) => r.scene).join(', ')}, on ${first.adapter}`;
  const means = [
    row(['', ...columns.map((column) => column.title)]),
    row(['---', ...columns.map(() => '---:')]),
    ...names.map((name) =>
      row([name, ...columns.map(({ key, digits }) => marked(summary, name, key, digits))]),
    ),
  ];
  if (reports.length === 1) return [header, '', ...means].join('\n');
  return [header, '', ...means, '', ...columns.flatMap((column) => [...byScene(reports, names, column), ''])]
    .join('\n')
    .trimEnd();
}

function byScene(
  reports: readonly SceneReport[],
  names: readonly string[],
  column: (typeof columns)[number],
): string[] {
  const { key, title, digits } = column;
  return [
    row([title, ...reports.map((report) => report.scene)]),
    row(['---', ...reports.map(() => '---:')]),
    ...names.map((name) =>
      row([name, ...reports.map((report) => marked(report.methods, name, key, digits))]),
    ),
  ];
}

/** The value, bold where no other method is better. */
function marked(
  methods: Readonly<Record<string, Readonly<Record<Metric, number>>>>,
  name: string,
  key: Metric,
  digits: number,
): string {
  const lower = columns.find((column) => column.key === key)?.lower === true;
  const values = Object.values(methods).map((method) => method[key]);
  const best = lower ? Math.min(...values) : Math.max(...values);
  const text = methods[name]![key].toFixed(digits);
  return methods[name]![key] === best ? `**${text}**` : text;
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
