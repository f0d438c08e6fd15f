import type { MethodResult } from './measure.ts';
import type { Traffic } from './observe.ts';
import type { BenchReport } from './run.ts';

/** The report as text for a terminal. */
export function formatReport(report: BenchReport): string {
  const { displaySize: display, renderSize: render, bandwidth } = report;
  const lines = [
    `adapter    ${report.adapter} (tier: ${report.tier})`,
    `sizes      ${render.width}×${render.height} → ${display.width}×${display.height}, ratio ${report.ratio}, ${report.frames} frames`,
    `bandwidth  ${gigabytes(bandwidth.copy)} GB/s by buffer copy, ${gigabytes(bandwidth.compute)} GB/s by a copying shader (reads + writes)`,
  ];
  if (report.tier === 'software') {
    lines.push('', 'This is a software GPU: only ratios inside this run mean anything, milliseconds do not.');
  }
  if (!report.hasTimestamps) {
    lines.push('', 'This adapter has no timestamp-query: only wall-clock times.');
  }
  for (const method of report.methods) lines.push('', ...formatMethod(method, bandwidth.copy));
  lines.push('', ...formatRatios(report));
  lines.push(
    '',
    'Bytes are the least a pass must move: every texture and buffer that it uses, once.',
    'GPU ms runs from the first command of a frame to its last; wall ms is a loop of submits and one wait.',
  );
  return lines.join('\n');
}

function formatMethod(method: MethodResult, bandwidth: number): string[] {
  const share = (traffic: Traffic, ms: number | undefined): string =>
    ms ? `${((100 * (traffic.read + traffic.written)) / (ms / 1000) / bandwidth).toFixed(1)} %` : '–';
  const rows = method.passes.map(({ label, traffic, timing }) => [
    label,
    milliseconds(timing?.p50),
    milliseconds(timing?.p95),
    megabytes(traffic.read),
    megabytes(traffic.written),
    share(traffic, timing?.p50),
  ]);
  const total = method.passes.reduce(
    (sum, { traffic }) => ({ read: sum.read + traffic.read, written: sum.written + traffic.written }),
    { read: 0, written: 0 },
  );
  const { span } = method;
  rows.push([
    'all',
    milliseconds(span?.p50),
    milliseconds(span?.p95),
    megabytes(total.read),
    megabytes(total.written),
    share(total, span?.p50),
  ]);
  const head = [method.name, 'p50 ms', 'p95 ms', 'MB read', 'MB written', 'of copy bandwidth'];
  return [
    ...table([head, ...rows]),
    `wall ${milliseconds(method.wall.p50)} ms, JavaScript ${milliseconds(method.cpu.p50)} ms per frame; ${megabytes(method.memory)} MB allocated`,
  ];
}

function formatRatios({ methods }: BenchReport): string[] {
  const [ours, ...peers] = methods;
  if (!ours) return [];
  const rows = peers.map((peer) => [
    `${ours.name} / ${peer.name}`,
    ratio(ours.span?.p50, peer.span?.p50),
    ratio(ours.span?.best, peer.span?.best),
    ratio(ours.wall.p50, peer.wall.p50),
    ratio(ours.wall.best, peer.wall.best),
    ratio(ours.memory, peer.memory),
  ]);
  return table([['ratio', 'GPU p50', 'GPU best', 'wall p50', 'wall best', 'memory'], ...rows]);
}

/** Rows in columns, the first row as a head. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const format = (row: readonly string[]): string =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  ');
  const [head, ...body] = rows.map(format);
  return [head!, '─'.repeat(head!.length), ...body];
}

const milliseconds = (value: number | undefined): string => (value === undefined ? '–' : value.toFixed(3));
const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(3);
const gigabytes = (bytes: number): string => (bytes / 1e9).toFixed(1);
const ratio = (ours: number | undefined, theirs: number | undefined): string =>
  ours && theirs ? (ours / theirs).toFixed(2) : '–';
