import { table } from '../print.ts';
import type { PassesReport, PassRow } from './report.ts';

/** The report as text: a table per size, then the passes of each method. */
export function formatPasses(report: PassesReport): string {
  const { adapter, tier, bandwidth, peak } = report;
  const tera = (value: number | undefined): string => (value === undefined ? '–' : (value / 1e12).toFixed(2));
  const lines = [
    `adapter    ${adapter} (tier: ${tier})`,
    `bandwidth  ${(bandwidth.copy / 1e9).toFixed(0)} GB/s by buffer copy, ${(bandwidth.compute / 1e9).toFixed(0)} GB/s by a shader`,
    `peak       ${tera(peak.f32)} TFLOP/s in f32, ${tera(peak.f16)} in f16, by multiply-adds`,
  ];
  if (tier === 'software') lines.push('A software GPU: only ratios inside this run mean anything.');
  const sizes = [...new Set(report.rows.map(sizeOf))];
  for (const size of sizes) {
    const rows = report.rows.filter((row) => sizeOf(row) === size);
    lines.push('', `output ${size}`, ...table([head, ...rows.map((row) => cells(row, report))]));
  }
  lines.push('', 'MB are the least a frame must move; shares are of the copy above and of the higher peak.');
  return lines.join('\n');
}

const head = ['', 'p50 ms', 'p95 ms', 'wall ms', 'MB', 'of bandwidth', 'GMAC', 'of peak'];

const sizeOf = ({ size }: PassRow): string => `${size.width}×${size.height}`;

function cells(row: PassRow, { bandwidth, peak }: PassesReport): string[] {
  const { span, wall, macs } = row;
  const bytes = row.passes.reduce((sum, { traffic }) => sum + traffic.read + traffic.written, 0);
  const ms = span?.p50 ?? wall.p50;
  const share = (amount: number, most: number): string =>
    `${((100 * amount) / (ms / 1000) / most).toFixed(1)} %`;
  return [
    `${row.group} ${row.name}`,
    span ? span.p50.toFixed(3) : '–',
    span ? span.p95.toFixed(3) : '–',
    wall.p50.toFixed(3),
    (bytes / 1e6).toFixed(1),
    share(bytes, bandwidth.copy),
    macs === undefined ? '' : (macs / 1e9).toFixed(3),
    macs === undefined ? '' : share(2 * macs, Math.max(peak.f16 ?? 0, peak.f32)),
  ];
}
