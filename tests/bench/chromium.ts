import { fileURLToPath } from 'node:url';
import { resolve } from 'node:path';
import { chromium } from 'playwright';
import { createServer } from 'vite';
import { browserFlags } from '../support/browser-flags.ts';
import { findBrowser } from '../support/find-browser.mjs';
import { sharedThree } from '../support/shared-three.mjs';
import type { BenchArguments } from './arguments.ts';
import type { BenchReport } from './run.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Runs the benchmark in a page of Chromium, on the machine's GPU where it has one. */
export async function runInChromium(
  options: BenchArguments,
  progress: (text: string) => void,
): Promise<BenchReport> {
  const found = findBrowser();
  if (!found) throw new Error('bench: no browser found. Set CHROME_PATH, or run without --in chromium.');
  const peer = options.peer && resolve(options.peer);
  const server = await createServer({
    configFile: false,
    root,
    logLevel: 'error',
    plugins: [sharedThree()],
    server: { host: '127.0.0.1', hmr: false, watch: null, fs: { allow: peer ? [root, peer] : [root] } },
    optimizeDeps: { noDiscovery: true, include: [] },
    cacheDir: 'node_modules/.cache/vite-bench',
  });
  await server.listen();
  const browser = await chromium.launch({
    executablePath: found.path,
    args: [...browserFlags(), '--disable-dawn-features=timestamp_quantization'],
  });
  try {
    const page = await browser.newPage();
    const failed = new Promise<never>((_, reject) => page.on('pageerror', reject));
    page.on('console', (message) => {
      if (message.text().startsWith('progress: ')) progress(message.text().slice(10));
      else if (message.type() === 'error') console.error(message.text());
    });
    const address = server.resolvedUrls?.local[0] ?? '';
    await page.goto(`${address}tests/bench/page.html`);
    const { size, ratio, frames } = options;
    const spec = { size, ratio, frames, peer: peer && `/@fs${peer}/src/index.ts` };
    const report = page.evaluate(async (input) => {
      const { runInPage } = await window.benchPage!;
      return runInPage(input);
    }, spec);
    return await Promise.race([report, failed]);
  } finally {
    await browser.close();
    await server.close();
  }
}
