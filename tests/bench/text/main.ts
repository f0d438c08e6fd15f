import { sharedThree } from '../../support/shared-three.mjs';
import { benchInPage } from '../in-page.ts';
import { readTextArguments, usage } from './arguments.ts';
import { formatTextReport } from './print.ts';

/** `npm run bench -- text`: frame times with language models beside the scene; returns the exit code. */
export function benchText(argv: readonly string[]): Promise<number> {
  return benchInPage(argv, {
    usage,
    read: readTextArguments,
    page: 'tests/bench/text/page.html',
    needs: { plugins: [sharedThree()] },
    format: formatTextReport,
  });
}
