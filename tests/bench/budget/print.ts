import { table } from '../print.ts';
import type { BudgetReport } from './page.ts';

/** Goal for p99 with a budget, times that of idle frames. */
const goal = 1.1;
/**
 * Idle frames whose p99 exceeds this multiple of their median are disturbed by something else. Twice is normal: a browser on a
 * software GPU now and then shows two frames at once.
 */
const steadiness = 2.5;

/** The report as text for a terminal. */
export function formatBudgetReport(report: BudgetReport): string {
  const { adapter, tier, size, frames, frameMs, side, rows, phases } = report;
  const idle = phases[0]!;
  const free = phases.at(-1)!;
  const times = (value: number): string => `${value.toFixed(2)}×`;
  const verdicts = phases
    .filter(({ budgetMs }) => budgetMs !== undefined)
    .map(({ name, times: { p99 } }) => {
      const kept = p99 <= goal * idle.times.p99;
      return `${name}: p99 within ${goal} of idle: ${kept ? 'yes' : 'no'}`;
    });
  return [
    `adapter    ${adapter} (tier: ${tier})`,
    `frames     ${frames} of the market scene in each row, ${size.width}×${size.height} with the upscaler`,
    `job        products of ${side}×${side} matrices, ${rows} rows a slice; without a budget one product a submit`,
    ...(tier === 'software'
      ? [
          `A software GPU: budgets are the same part of the idle frame (${frameMs.toFixed(1)} ms) as of 16.7 ms.`,
        ]
      : []),
    '',
    ...table([
      [
        '',
        'budget ms',
        'p50 ms',
        'p95 ms',
        'p99 ms',
        'p99 / idle',
        'budget used',
        'slice ms',
        'GMAC/s',
        'of no budget',
      ],
      ...phases.map((phase) => [
        phase.name,
        phase.budgetMs?.toFixed(2) ?? '–',
        phase.times.p50.toFixed(1),
        phase.times.p95.toFixed(1),
        phase.times.p99.toFixed(1),
        times(phase.times.p99 / idle.times.p99),
        phase.share === undefined ? '–' : `${(100 * phase.share).toFixed(0)} %`,
        phase.sliceMs?.toFixed(2) ?? '–',
        phase === idle ? '–' : (phase.rate / 1e9).toFixed(3),
        phase === idle ? '–' : `${((100 * phase.rate) / free.rate).toFixed(0)} %`,
      ]),
    ]),
    '',
    ...(idle.times.p99 > steadiness * idle.times.p50
      ? [
          'The idle frames vary too much for a verdict: other work disturbs this machine. Run it again when it is quiet.',
        ]
      : verdicts),
  ].join('\n');
}
