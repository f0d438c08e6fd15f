import type { Browser } from 'playwright';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchBrowser, openPage } from '../support/browser.ts';
import { expectPicture, waitForPicture } from './pages.ts';

let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

it('runs the upscaled scene at the top, and leads to every page', async () => {
  const { page, errors, close } = await openPage(browser, '?scale=0.3', {
    viewport: { width: 320, height: 480 },
  });
  await waitForPicture(page);
  await expectPicture(page.locator('#hero'));
  expect(await page.locator('#hero .label-b').innerText()).toContain('25 % of the pixels');

  const pictures = page.locator('.cards img');
  for (const picture of await pictures.all()) {
    await picture.scrollIntoViewIfNeeded();
    await expect
      .poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth), { timeout: 10_000 })
      .toBeGreaterThan(0);
  }
  const addresses = await page
    .locator('.cards a')
    .evaluateAll((links) => links.map((link) => (link as HTMLAnchorElement).href));
  expect(addresses.length).toBeGreaterThanOrEqual(7);
  for (const address of new Set(addresses)) expect((await page.request.get(address)).status()).toBe(200);
  expect(errors).toEqual([]);
  await close();
});
