// Chromium for tests: launched once per file, with WebGPU on the machine's GPU or, without one, on SwiftShader.
import { type Browser, type BrowserContextOptions, type Page, chromium } from 'playwright';
import { inject } from 'vitest';
import { findBrowser } from './find-browser.mjs';
import { browserFlags, usesHardware } from './browser-flags.ts';

/** A page under test and what went wrong on it so far. */
export type OpenedPage = {
  page: Page;
  /** Console errors, uncaught exceptions, failed requests and HTTP errors, in order. */
  errors: string[];
  /** Console warnings, in order. */
  warnings: string[];
  close(): Promise<void>;
};

/** Options of {@link openPage}. */
export type OpenPageOptions = BrowserContextOptions & {
  /** Wait for this before the page is returned. Default 'load'. */
  waitUntil?: 'load' | 'domcontentloaded' | 'networkidle';
};

/**
 * Launches the browser that `npm test` found, on the machine's GPU where it has one that works, else on SwiftShader.
 * Close it in `afterAll`. `webgpu: false` gives a browser in which no adapter is available.
 */
export async function launchBrowser(options: { webgpu?: boolean } = {}): Promise<Browser> {
  if (options.webgpu === false) return launch(browserFlags({ webgpu: false }));
  if (usesHardware()) {
    const browser = await launch(browserFlags());
    if (await hasAdapter(browser)) return browser;
    await browser.close();
  }
  return launch(browserFlags({ software: true }));
}

/** Opens a page of the examples (a path such as `market/?quality=performance`) or any address, and watches it. */
export async function openPage(
  browser: Browser,
  path = '',
  options: OpenPageOptions = {},
): Promise<OpenedPage> {
  const { waitUntil = 'load', ...contextOptions } = options;
  const context = await browser.newContext({ viewport: { width: 480, height: 320 }, ...contextOptions });
  const page = await context.newPage();
  const errors: string[] = [];
  const warnings: string[] = [];
  page.on('pageerror', (error) => errors.push(`exception: ${error.message}`));
  page.on('console', (message) => {
    // The response handler reports those, with the address that the console leaves out.
    if (message.text().startsWith('Failed to load resource')) return;
    if (message.type() === 'error') errors.push(`console: ${message.text()}`);
    if (message.type() === 'warning') warnings.push(message.text());
  });
  page.on('response', (response) => {
    if (response.status() >= 400) errors.push(`HTTP ${response.status()}: ${response.url()}`);
  });
  page.on('requestfailed', (request) => {
    const reason = request.failure()?.errorText ?? '';
    if (reason !== 'net::ERR_ABORTED') errors.push(`request failed: ${request.url()} ${reason}`);
  });
  const url = /^(https?|about):/.test(path) ? path : `${inject('examplesUrl')}/${path.replace(/^\//, '')}`;
  await page.goto(url, { waitUntil });
  return { page, errors, warnings, close: () => context.close() };
}

function launch(args: string[]): Promise<Browser> {
  const found = findBrowser();
  if (!found) throw new Error('No browser found. Run `npm test`, which installs one, or set CHROME_PATH.');
  return chromium.launch({ executablePath: found.path, headless: true, args });
}

async function hasAdapter(browser: Browser): Promise<boolean> {
  const page = await browser.newPage();
  // navigator.gpu needs a secure context, which about:blank is not. Nothing needs to listen there.
  await page.route('http://localhost/', (route) => route.fulfill({ body: '' }));
  await page.goto('http://localhost/', { waitUntil: 'commit' });
  const found = await page.evaluate(async () => (await navigator.gpu?.requestAdapter()) != null);
  await page.close();
  return found;
}
