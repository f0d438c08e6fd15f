import { expect, test } from 'vitest';
import { launchBrowser, openPage } from '../support/browser.ts';
import { freePort, startGallery } from '../support/start-gallery.ts';

test('npm start serves a gallery whose sources run in a browser', async () => {
  const gallery = await startGallery(['--port', String(await freePort())]);
  const browser = await launchBrowser();
  const { page, errors } = await openPage(browser, gallery.url, { waitUntil: 'networkidle' });
  expect(await page.title()).toMatch(/Frameloom/);
  const links = page.locator('a[href*="market"]');
  expect(await links.count()).toBeGreaterThan(0);
  expect(errors).toEqual([]);
  await browser.close();
  await gallery.stop();
});
