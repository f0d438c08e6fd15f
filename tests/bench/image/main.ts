import { sharedThree } from '../../support/shared-three.mjs';
import { benchInPage } from '../in-page.ts';
import { readImageArguments, usage } from './arguments.ts';
import { classCosts, formatCosts } from './costs.ts';
import { formatImageReport } from './print.ts';

/** `npm run bench -- image`: frame times with a painter beside the scene; returns the exit code. */
export async function benchImage(argv: readonly string[]): Promise<number> {
  if (argv.includes('--costs')) {
    console.log(formatCosts(classCosts()));
    return 0;
  }
  return benchInPage(argv, {
    usage,
    read: readImageArguments,
    page: 'tests/bench/image/page.html',
    needs: { plugins: [sharedThree()], exclude: ['onnxruntime-web'] },
    format: formatImageReport,
  });
}
