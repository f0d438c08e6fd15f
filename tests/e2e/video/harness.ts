// A server for the sources and a browser, for tests of the package that need no gallery.
import { chromium, type Browser, type Page } from 'playwright';
import { createServer, type ViteDevServer } from 'vite';
import { browserFlags, usesHardware } from '../../support/browser-flags.ts';
import { launchBrowser } from '../../support/browser.ts';
import { findBrowser } from '../../support/find-browser.mjs';
import { repoRoot } from '../../support/source.ts';

/** A page in which `tools` of page.ts is there, and the errors it had. */
export type Opened = { page: Page; errors: string[]; warnings: string[] };

export type Harness = {
  readonly url: string;
  readonly browser: Browser;
  open(options?: { width?: number; height?: number; query?: string }): Promise<Opened>;
  close(): Promise<void>;
};

/** @param flags More for the browser's command line. */
export async function startHarness(flags: readonly string[] = []): Promise<Harness> {
  const server: ViteDevServer = await createServer({
    configFile: false,
    root: repoRoot,
    logLevel: 'error',
    cacheDir: 'node_modules/.cache/vite-video-e2e',
    optimizeDeps: { entries: [], include: ['mediabunny'] },
    server: { port: 0, hmr: false, watch: null, host: '127.0.0.1' },
  });
  await server.listen();
  const browser = flags.length === 0 ? await launchBrowser() : await launchWith(flags);
  const url = server.resolvedUrls!.local[0]!;
  return {
    url,
    browser,
    async open({ width = 400, height = 300, query = '' } = {}) {
      const context = await browser.newContext({ viewport: { width, height } });
      const page = await context.newPage();
      const errors: string[] = [];
      const warnings: string[] = [];
      page.on('pageerror', (error) => errors.push(`exception: ${error.message}`));
      page.on('console', (message) => {
        if (message.type() === 'error') errors.push(`console: ${message.text()}`);
        if (message.type() === 'warning') warnings.push(message.text());
      });
      // A page of sources is many files, and a busy machine serves them slowly.
      page.setDefaultTimeout(100_000);
      await page.goto(`${url}tests/e2e/video/page/page.html${query}`, { timeout: 100_000 });
      await page.waitForFunction('"tools" in globalThis');
      return { page, errors, warnings };
    },
    async close() {
      await browser.close();
      await server.close();
    },
  };
}

function launchWith(flags: readonly string[]): Promise<Browser> {
  const args = [...browserFlags({ software: !usesHardware() }), ...flags];
  return chromium.launch({ executablePath: findBrowser()!.path, headless: true, args });
}
