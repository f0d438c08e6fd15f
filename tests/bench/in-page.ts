import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { inChromium, type PageNeeds } from './in-chromium.ts';

declare global {
  interface Window {
    /** What a benchmark's page runs, for the process that drives it. */
    bench?: Promise<{ runInPage(spec: never): Promise<unknown> }>;
  }
}

/** A benchmark that runs in a page. */
export type PageBench<Spec, Report> = {
  usage: string;
  /** Reads the command line; throws an Error whose message is for the user. */
  read(argv: readonly string[]): Spec & { json: string | undefined };
  /** Path of the page, which puts its module into `window.bench`. */
  page: string;
  needs: PageNeeds;
  /** The report as text for a terminal. */
  format(report: Report): string;
};

/** Runs a benchmark in Chromium and prints its report; returns the exit code. */
export async function benchInPage<Spec, Report>(
  argv: readonly string[],
  bench: PageBench<Spec, Report>,
): Promise<number> {
  if (argv.includes('--help')) {
    console.log(bench.usage);
    return 0;
  }
  let options: ReturnType<typeof bench.read>;
  try {
    options = bench.read(argv);
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${bench.usage}`);
    return 2;
  }
  const { json, ...spec } = options;
  const report = await runPage<Report>(bench, spec);
  console.log(bench.format(report));
  if (json) writeReport(json, report);
  return 0;
}

/** What a benchmark's page reports. */
export function runPage<Report>(
  { page, needs }: Pick<PageBench<unknown, Report>, 'page' | 'needs'>,
  spec: object,
): Promise<Report> {
  return inChromium(page, needs, console.error, (opened) =>
    opened.evaluate(async (input) => {
      const { runInPage } = await window.bench!;
      return (await runInPage(input as never)) as Report;
    }, spec),
  );
}

/** Writes a report as JSON. */
export function writeReport(path: string, report: unknown): void {
  const file = resolve(path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
  console.log(`\nWritten to ${file}`);
}
