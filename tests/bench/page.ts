import type { PeerModule } from './methods/pmndrs.ts';
import { runBench, type BenchReport, type BenchSpec } from './run.ts';

declare global {
  interface Window {
    /** This module, for the process that drives the page. */
    benchPage?: Promise<typeof import('./page.ts')>;
  }
}

/** Runs the benchmark in this page; `peer` is the address of the peer's source. */
export async function runInPage(spec: BenchSpec & { peer: string | undefined }): Promise<BenchReport> {
  return runBench(spec, {
    gpu: navigator.gpu,
    createCanvas: ({ width, height }) => Object.assign(document.createElement('canvas'), { width, height }),
    peer: spec.peer ? ((await import(/* @vite-ignore */ spec.peer)) as PeerModule) : undefined,
    progress: (text) => console.log(`progress: ${text}`),
  });
}
