// vitest global setup of the e2e project: one Vite server over the examples for all test files.
import { fileURLToPath } from 'node:url';
import { createServer } from 'vite';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Address of the examples, without a slash at the end. */
    examplesUrl: string;
  }
}

/** Starts the server on a free port of the loopback interface and hands its address to the tests. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await createServer({
    root: fileURLToPath(new URL('../../examples', import.meta.url)),
    logLevel: 'warn',
    server: { host: '127.0.0.1', port: 0, hmr: false, watch: null },
  });
  await server.listen();
  const address = server.httpServer?.address();
  if (!address || typeof address === 'string') throw new Error('The examples server has no port.');
  project.provide('examplesUrl', `http://127.0.0.1:${address.port}`);
  return () => server.close();
}
