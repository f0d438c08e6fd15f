import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { sharedThree } from '../../support/shared-three.mjs';
import { inChromium } from '../in-chromium.ts';
import { readBudgetArguments, usage, type BudgetArguments } from './arguments.ts';
import { formatBudgetReport } from './print.ts';

/** `npm run bench -- budget`: frame times with a job beside the scene, in a budget and without; returns the exit code. */
export async function benchBudget(argv: readonly string[]): Promise<number> {
  if (argv.includes('--help')) {
    console.log(usage);
    return 0;
  }
  let options: BudgetArguments;
  try {
    options = readBudgetArguments(argv);
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${usage}`);
    return 2;
  }
  const { json, ...spec } = options;
  const needs = { plugins: [sharedThree()] };
  const report = await inChromium('tests/bench/budget/page.html', needs, console.error, (page) =>
    page.evaluate(async (input) => {
      const { runInPage } = await window.budgetBench!;
      return runInPage(input);
    }, spec),
  );
  console.log(formatBudgetReport(report));
  if (json) {
    const file = resolve(json);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
    console.log(`\nWritten to ${file}`);
  }
  return 0;
}
