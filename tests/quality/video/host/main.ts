// `npm run quality -- --video FILE` and `--images FOLDER`: enlarges what was made smaller and compares with the original.
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UsageError } from '../../host/arguments.ts';
import { startProgress } from '../../host/progress.ts';
import { videoMethods } from '../methods/index.ts';
import type { FileResult, VideoReport } from '../types.ts';
import { parseVideoArguments, videoUsage, type VideoArguments } from './arguments.ts';
import { openVideoWorkshop, type VideoWorkshop } from './browser.ts';
import { makeReport, tableOf } from './report.ts';

const repositoryRoot = fileURLToPath(new URL('../../../..', import.meta.url));

/** Runs the command and returns the exit code: 0 done, 1 failed, 2 a bad command line. */
export async function main(argv: readonly string[]): Promise<number> {
  try {
    const options = parseVideoArguments(argv, videoMethods);
    if (options === 'help') {
      console.log(videoUsage);
      return 0;
    }
    const report = await measureVideo(options);
    console.log(tableOf(report));
    console.log(`\nReports and crops are in ${options.out}`);
    return 0;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`quality: ${error.message}`);
    return 2;
  }
}

/** Opens the browser for these files; close it. */
export function openWorkshop(options: Pick<VideoArguments, 'files' | 'peers'>): Promise<VideoWorkshop> {
  return openVideoWorkshop(repositoryRoot, options);
}

/** Measures every file and writes the reports. */
export async function measureVideo(options: VideoArguments, open?: VideoWorkshop): Promise<VideoReport> {
  const workshop = open ?? (await openWorkshop(options));
  try {
    const results = new Map<string, FileResult>();
    mkdirSync(options.out, { recursive: true });
    for (const file of options.files) {
      const progress = startProgress(basename(file));
      const result = await workshop.measure(file, options);
      results.set(file, result);
      const image = Buffer.from(result.crops.slice(result.crops.indexOf(',') + 1), 'base64');
      writeFileSync(join(options.out, `${basename(file)}.png`), image);
      progress.done(`${result.frames} of ${result.width}×${result.height}`);
    }
    const report = makeReport(options, workshop.adapterName, results);
    writeFileSync(join(options.out, 'report.json'), `${JSON.stringify(report, null, 2)}\n`);
    writeFileSync(join(options.out, 'table.md'), `${tableOf(report)}\n`);
    return report;
  } finally {
    if (!open) await workshop.close();
  }
}
