// vitest global setup of the e2e project: the examples on one server for all test files. They are built first, so that what
// is tested is what gets published, stripped shaders included. `FRAMELOOM_E2E=dev` serves the sources, for quick rounds
// while writing tests.
import { fileURLToPath } from 'node:url';
import { createServer, preview } from 'vite';
import type { TestProject } from 'vitest/node';
import { buildSite } from './build-site.mjs';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Address of the examples, without a slash at the end. */
    examplesUrl: string;
    /** What the reference of the packages lacks; empty where the sources are served. */
    docsProblems: string[];
  }
}

const root = fileURLToPath(new URL('../../examples', import.meta.url));
const outDir = fileURLToPath(new URL('../out/examples', import.meta.url));
const cacheDir = fileURLToPath(new URL('../../node_modules/.cache/vite-e2e', import.meta.url));

/** Starts the server on a free port of the loopback interface and hands its address to the tests. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const {
    port,
    close,
    docsProblems = [],
  } = process.env['FRAMELOOM_E2E'] === 'dev' ? await serveSources() : await serveBuild();
  project.provide('examplesUrl', `http://127.0.0.1:${port}`);
  project.provide('docsProblems', docsProblems);
  return close;
}

type Served = { port: number; docsProblems?: string[]; close(): Promise<void> };

async function serveBuild(): Promise<Served> {
  const docsProblems = await buildSite(outDir);
  const server = await preview({
    root,
    logLevel: 'warn',
    build: { outDir },
    preview: { host: '127.0.0.1', port: 0, strictPort: true },
  });
  return { port: portOf(server.httpServer.address()), docsProblems, close: () => server.close() };
}

async function serveSources(): Promise<Served> {
  const server = await createServer({
    root,
    cacheDir,
    logLevel: 'warn',
    server: { host: '127.0.0.1', port: 0, hmr: false, watch: null },
  });
  await server.listen();
  return { port: portOf(server.httpServer?.address()), close: () => server.close() };
}

function portOf(address: unknown): number {
  if (typeof address === 'object' && address && 'port' in address) return Number(address.port);
  throw new Error('The examples server has no port.');
}
