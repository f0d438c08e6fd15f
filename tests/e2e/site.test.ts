// The site as `npm run build -- site` makes it, on a host that serves it from a folder of its own.
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { launchBrowser, openPage } from '../support/browser.ts';
import { serveFolder, type Served } from '../support/serve-folder.ts';
import { contrast, photograph } from './picture.ts';

let browser: Browser;
let site: Served;

beforeAll(async () => {
  site = await serveFolder(fileURLToPath(new URL('../out/examples', import.meta.url)), '/sub/path/');
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
});

test('the reference lacks nothing: every export and option has a comment, and options their defaults', () => {
  expect(inject('docsProblems')).toEqual([]);
});

test('under a path: the gallery leads to a page that draws, with a network', async () => {
  const { page, errors, close } = await openPage(browser, `${site.url}?scale=0.1`, {
    waitUntil: 'domcontentloaded',
  });
  expect(
    await page.locator('a.primary[href*="market"]').evaluate((link) => (link as HTMLAnchorElement).href),
  ).toBe(`${site.url}market/`);
  await page.goto(`${site.url}market/?scale=0.25&a=bilinear&b=standard&scene=static`);
  const canvas = page.locator('canvas').first();
  await expect.poll(async () => contrast(await photograph(canvas)), { timeout: 60_000 }).toBeGreaterThan(5);
  expect(errors).toEqual([]);
  await close();
});

test('under a path: the header leads to the reference, which finds a function and leads back', async () => {
  const { page, errors, close } = await openPage(browser, `${site.url}react/`, {
    viewport: { width: 1280, height: 800 },
  });
  await page.locator('a[href$="docs/"]').first().click();
  await page.waitForURL(`${site.url}docs/**`);
  await page.locator('#tsd-search-trigger').click();
  await page.locator('#tsd-search-input').fill('temporalUpscale');
  await page.locator('#tsd-search-results a[href$="three.temporalUpscale.html"]').click();
  await page.getByText('The upscaler for a pass of your own').waitFor();
  await page.goto(`${site.url}docs/types/_frameloom_three.TemporalUpscaleOptions.html`);
  await page.getByText('Default 0.2').first().waitFor();
  await page.getByRole('link', { name: 'Gallery' }).click();
  await page.waitForURL(new RegExp(`^${site.url}(index\\.html)?$`), { waitUntil: 'commit' });
  expect(errors).toEqual([]);
  await close();
});
