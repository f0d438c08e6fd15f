import { resolve } from 'node:path';
import { sharedThree } from '../support/shared-three.mjs';
import type { BenchArguments } from './arguments.ts';
import { inChromium } from './in-chromium.ts';
import type { BenchReport } from './run.ts';

/** Runs the benchmark in a page of Chromium, on the machine's GPU where it has one. */
export function runInChromium(
  options: BenchArguments,
  progress: (text: string) => void,
): Promise<BenchReport> {
  const peer = options.peer && resolve(options.peer);
  const { size, ratio, frames } = options;
  const spec = { size, ratio, frames, peer: peer && `/@fs${peer}/src/index.ts` };
  const needs = { folder: peer, plugins: [sharedThree()] };
  return inChromium('tests/bench/page.html', needs, progress, (page) =>
    page.evaluate(async (input) => {
      const { runInPage } = await window.benchPage!;
      return runInPage(input);
    }, spec),
  );
}
