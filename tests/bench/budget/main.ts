import { sharedThree } from '../../support/shared-three.mjs';
import { benchInPage } from '../in-page.ts';
import { readBudgetArguments, usage } from './arguments.ts';
import { formatBudgetReport } from './print.ts';

/** `npm run bench -- budget`: frame times with a job beside the scene, in a budget and without; returns the exit code. */
export function benchBudget(argv: readonly string[]): Promise<number> {
  return benchInPage(argv, {
    usage,
    read: readBudgetArguments,
    page: 'tests/bench/budget/page.html',
    needs: { plugins: [sharedThree()] },
    format: formatBudgetReport,
  });
}
