import { table } from '../../print.ts';
import type { OperatorReport, OperatorRow } from './page.ts';

/** The report as text for a terminal. Shares are of the measured copy bandwidth and arithmetic peak, whichever is nearer. */
export function formatOperatorReport({ adapter, tier, copy, peak, rows, peerName }: OperatorReport): string {
  const isSoftware = tier === 'software';
  const share = ({ bytes, macs, ms, halves }: OperatorRow): string => {
    const [memory, arithmetic] = [bytes / (ms / 1000) / copy, (2 * macs) / (ms / 1000) / peak[halves]];
    const percent = (part: number): string => `${(part * 100).toFixed(1)} %`;
    return arithmetic > memory ? `${percent(arithmetic)} of the peak` : `${percent(memory)} of a copy`;
  };
  const peers = rows.filter(({ peerMs }) => peerMs !== undefined);
  // A peer whose result is another (halves aside) has not done the same work.
  const isOther = ({ difference = 0 }: OperatorRow): boolean => !(difference < 0.01);
  const lost = peers.filter((row) => row.peerMs! < row.ms && !isOther(row));
  const ratio = ({ ms, peerMs }: OperatorRow): string => (peerMs! / ms).toFixed(2);
  return [
    `adapter  ${adapter} (tier: ${tier}), ${(copy / 1e9).toFixed(1)} GB/s by buffer copy, ${(peak.f32 / 1e9).toFixed(1)} GFLOP/s in f32`,
    ...(isSoftware ? ['A software GPU: only ratios inside this run mean anything.'] : []),
    '',
    ...table([
      ['operator', 'maps', 'ms', 'share', `${peerName ?? 'peer'} ms`, 'times ours', 'difference'],
      ...rows.map((row) => [
        row.name,
        row.halves,
        row.ms.toFixed(3),
        share(row),
        row.peerMs?.toFixed(3) ?? '–',
        row.peerMs === undefined ? '–' : ratio(row),
        row.difference?.toExponential(1) ?? '–',
      ]),
    ]),
    ...rows
      .filter(isOther)
      .map(({ name }) => `the peer's result is another for ${name}: that row is no comparison`),
    ...rows.flatMap(({ name, problem }) => (problem ? [`no peer for ${name}: ${problem}`] : [])),
    ...(peers.length > 0
      ? [
          '',
          lost.length > 0
            ? `Slower than the peer: ${lost.map((row) => `${row.name} (${row.halves}, ${ratio(row)})`).join('; ')}.`
            : 'None is slower than the peer.',
        ]
      : []),
  ].join('\n');
}
