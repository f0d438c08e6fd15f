import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageBin } from '../support/setup.mjs';
import { repoRoot } from '../support/source.ts';

/** Which compiler reads the declarations of an application, and how it finds them. */
export type Compiler = { typescript: 5 | 7; resolution: 'bundler' | 'nodenext' };

/** Type-checks `files` of an application, libraries included. Returns the lines of the compiler that tell an error. */
export async function compile(app: string, files: readonly string[], compiler: Compiler): Promise<string[]> {
  const { typescript, resolution } = compiler;
  const compilerOptions = {
    target: 'es2023',
    lib: ['es2023', 'dom', 'dom.iterable'],
    module: resolution === 'bundler' ? 'esnext' : 'nodenext',
    moduleResolution: resolution,
    jsx: 'react-jsx',
    strict: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: false,
    allowImportingTsExtensions: true,
    noEmit: true,
    // TypeScript has the types of WebGPU since 6.
    types: typescript === 5 ? ['@webgpu/types'] : [],
  };
  const config = join(app, `tsconfig.${typescript}.${resolution}.json`);
  writeFileSync(config, JSON.stringify({ compilerOptions, files }));
  const tsc =
    typescript === 5
      ? join(repoRoot, 'examples/node_modules/typescript/bin/tsc')
      : packageBin('typescript', 'tsc');
  const child = spawn(process.execPath, [tsc, '-p', config], { cwd: app });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const status = await new Promise((resolve) => child.on('close', resolve));
  const errors = output.split('\n').filter((line) => /error/.test(line));
  return status === 0 ? errors : [`exit code ${String(status)}`, ...errors];
}
