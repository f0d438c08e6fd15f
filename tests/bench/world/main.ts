import { benchInPage } from '../in-page.ts';
import { readWorldArguments, usage } from './arguments.ts';
import { formatWorldReport } from './print.ts';

/** `npm run bench -- world`: what a level costs, alone, beside a scene and in another runtime; returns the exit code. */
export function benchWorld(argv: readonly string[]): Promise<number> {
  return benchInPage(argv, {
    usage,
    read: readWorldArguments,
    page: 'tests/bench/world/page.html',
    needs: { exclude: ['onnxruntime-web'] },
    format: formatWorldReport,
  });
}
