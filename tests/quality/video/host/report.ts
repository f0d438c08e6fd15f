// What is written and printed at the end.
import { basename } from 'node:path';
import type { FileResult, Measured, VideoReport } from '../types.ts';
import type { VideoArguments } from './arguments.ts';

/** Means over the files, and each file where there are several. */
export function makeReport(
  options: VideoArguments,
  adapter: string,
  results: ReadonlyMap<string, FileResult>,
): VideoReport {
  const all = [...results.values()];
  const { degradation, restoration, source } = options;
  const means = options.methods.map((name): [string, Measured] => {
    const of = all.map((result) => result.methods[name]!);
    const mean = (pick: (measured: Measured) => number): number =>
      of.reduce((sum, measured) => sum + pick(measured), 0) / of.length;
    const moving = of.every(({ tpsnr }) => tpsnr !== null);
    const figures: Measured = {
      psnr: mean(({ psnr }) => psnr),
      ssim: mean(({ ssim }) => ssim),
      tpsnr: moving ? mean(({ tpsnr }) => tpsnr ?? 0) : null,
      macsPerPixel: of[0]!.macsPerPixel,
      msRatio: mean(({ msRatio }) => msRatio),
    };
    return [name, figures];
  });
  const files = [...results].map(
    ([file, { width, height, frames, methods }]) =>
      [basename(file), { width, height, frames, methods }] as const,
  );
  return {
    adapter,
    source,
    scale: 2,
    degradation:
      degradation.kind === 'h264' ? `bicubic, h264 at ${degradation.bitsPerPixel} bits per pixel` : 'bicubic',
    restoration,
    frames: all.reduce((sum, { frames }) => sum + frames, 0),
    methods: Object.fromEntries(means),
    ...(files.length > 1 && { files: Object.fromEntries(files) }),
  };
}

/** A table in Markdown: a row per method, and a column of PSNR per file where there are several. */
export function tableOf(report: VideoReport): string {
  const files = Object.entries(report.files ?? {});
  const head = [
    'method',
    'PSNR',
    'SSIM',
    'tPSNR',
    'MAC / pixel',
    'time ÷ bicubic',
    ...files.map(([name]) => name),
  ];
  const rows = Object.entries(report.methods).map(([name, { psnr, ssim, tpsnr, macsPerPixel, msRatio }]) => [
    name,
    psnr.toFixed(2),
    ssim.toFixed(4),
    tpsnr === null ? '–' : tpsnr.toFixed(2),
    String(Math.round(macsPerPixel)),
    msRatio.toFixed(1),
    ...files.map(([, file]) => file.methods[name]!.psnr.toFixed(2)),
  ]);
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const told = report.restoration === 'auto' ? 'restoration seen' : `restoration told ${report.restoration}`;
  const title = `${report.source}, ${report.degradation}, ${told}, ${report.frames} frames, on ${report.adapter}`;
  return [title, '', line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
