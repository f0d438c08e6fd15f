import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { repoRoot } from './source.ts';

/** A running `npm start`. */
export type Gallery = { output: string; url: string; stop(): Promise<void> };

/** The script behind `npm start`. */
export const startScript: string = join(repoRoot, 'tests/support/start.mjs');

/** Runs `npm start -- --no-open …args` and resolves once it printed its address. Stop it in the end. */
export function startGallery(args: readonly string[] = [], env: NodeJS.ProcessEnv = {}): Promise<Gallery> {
  const child = spawn(process.execPath, [startScript, '--no-open', ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<void>((resolve) => child.on('exit', () => resolve()));
  const stop = (): Promise<void> => {
    child.kill();
    return ended;
  };
  return new Promise((resolve, reject) => {
    let output = '';
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      const url = /gallery: (http\S+)/.exec(output)?.[1];
      if (url) resolve({ output, url, stop });
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    void ended.then(() => reject(new Error(`npm start ended early:\n${output}`)));
  });
}

/** A port that nothing listens on at the moment. */
export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
