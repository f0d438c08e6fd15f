import { realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, sep } from 'node:path';
import { sharedThree } from '../../support/shared-three.mjs';
import { benchInPage } from '../in-page.ts';
import { readTextArguments, usage } from './arguments.ts';
import { formatTextReport } from './print.ts';

/** `npm run bench -- text`: frame times with language models beside the scene; returns the exit code. */
export function benchText(argv: readonly string[]): Promise<number> {
  return benchInPage(argv, {
    usage,
    read(given) {
      const options = readTextArguments(given);
      const runtime = options.peer ? runtimeFolder() : '';
      return { ...options, runtime };
    },
    page: 'tests/bench/text/page.html',
    needs: { plugins: [sharedThree()], exclude: ['onnxruntime-web', '@huggingface/transformers'] },
    format: formatTextReport,
  });
}

/** Where the server has the runtime that transformers.js brings; by itself it would ask a network for it. */
function runtimeFolder(): string {
  const root = join(import.meta.dirname, '../../..');
  const peer = realpathSync(join(root, 'node_modules/@huggingface/transformers/package.json'));
  const runtime = createRequire(peer).resolve('onnxruntime-web/webgpu');
  return `/${relative(realpathSync(root), dirname(runtime)).split(sep).join('/')}/`;
}
