import { fileURLToPath } from 'node:url';
import { chromium, type Page } from 'playwright';
import { createServer, type InlineConfig } from 'vite';
import { browserFlags } from '../support/browser-flags.ts';
import { findBrowser } from '../support/find-browser.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What a page needs besides its own files. */
export type PageNeeds = Pick<InlineConfig, 'plugins'> & {
  /** Another folder whose files it may load. */
  folder?: string | undefined;
  /** Packages to be served as they are. */
  exclude?: string[];
};

/**
 * Opens a page of this repository in Chromium, on the machine's GPU where it has one, and resolves with what `run` does. Lines on
 * its console that begin with "progress: " go to `progress`.
 */
export async function inChromium<Result>(
  path: string,
  { folder, exclude = [], plugins = [] }: PageNeeds,
  progress: (text: string) => void,
  run: (page: Page) => Promise<Result>,
): Promise<Result> {
  const found = findBrowser();
  if (!found) throw new Error('bench: no browser found. Set CHROME_PATH.');
  const server = await createServer({
    configFile: false,
    root,
    logLevel: 'error',
    plugins,
    server: { host: '127.0.0.1', hmr: false, watch: null, fs: { allow: folder ? [root, folder] : [root] } },
    optimizeDeps: { noDiscovery: true, include: [], exclude },
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
    await page.goto(`${server.resolvedUrls?.local[0] ?? ''}${path}`);
    return await Promise.race([run(page), failed]);
  } finally {
    await browser.close();
    await server.close();
  }
}
