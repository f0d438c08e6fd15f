import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { inChromium } from '../in-chromium.ts';
import { readWorldArguments, usage, type WorldArguments } from './arguments.ts';
import { formatWorldReport } from './print.ts';

/** `npm run bench -- world`: what a level costs, alone, beside a scene and in another runtime; returns the exit code. */
export async function benchWorld(argv: readonly string[]): Promise<number> {
  if (argv.includes('--help')) {
    console.log(usage);
    return 0;
  }
  let options: WorldArguments;
  try {
    options = readWorldArguments(argv);
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${usage}`);
    return 2;
  }
  const { json, ...spec } = options;
  const needs = { exclude: ['onnxruntime-web'] };
  const report = await inChromium('tests/bench/world/page.html', needs, console.error, (page) =>
    page.evaluate(async (input) => {
      const { runInPage } = await window.worldBench!;
      return runInPage(input);
    }, spec),
  );
  console.log(formatWorldReport(report));
  if (json) {
    const file = resolve(json);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
    console.log(`\nWritten to ${file}`);
  }
  return 0;
}
