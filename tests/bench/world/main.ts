import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright';
import { createServer } from 'vite';
import { browserFlags } from '../../support/browser-flags.ts';
import { findBrowser } from '../../support/find-browser.mjs';
import { readWorldArguments, usage, type WorldArguments } from './arguments.ts';
import type { WorldReport, WorldSpec } from './page.ts';
import { formatWorldReport } from './print.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** `npm run bench -- world`: what a level costs, alone, beside a scene and in another runtime; returns the exit code. */
export async function benchWorld(argv: readonly string[]): Promise<number> {
  if (argv.includes('--help')) {
    console.log(usage);
    return 0;
  }
  let options: WorldArguments;
  try {
    options = readWorldArguments(argv);
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${usage}`);
    return 2;
  }
  const { json, ...spec } = options;
  const report = await runInChromium(spec);
  console.log(formatWorldReport(report));
  if (json) {
    const file = resolve(json);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
    console.log(`\nWritten to ${file}`);
  }
  return 0;
}

async function runInChromium(spec: WorldSpec): Promise<WorldReport> {
  const found = findBrowser();
  if (!found) throw new Error('bench: no browser found. Set CHROME_PATH.');
  const server = await createServer({
    configFile: false,
    root,
    logLevel: 'error',
    server: { host: '127.0.0.1', hmr: false, watch: null },
    optimizeDeps: { noDiscovery: true, include: [], exclude: ['onnxruntime-web'] },
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
      if (message.type() === 'error') console.error(message.text());
      else if (message.text().startsWith('progress: ')) console.error(message.text().slice(10));
    });
    await page.goto(`${server.resolvedUrls?.local[0] ?? ''}tests/bench/world/page.html`);
    const report = page.evaluate(async (input) => {
      const { runInPage } = await window.worldBench!;
      return runInPage(input);
    }, spec);
    return await Promise.race([report, failed]);
  } finally {
    await browser.close();
    await server.close();
  }
}
