// The neural level in a browser: it plays at once, restarts, keeps a moment and comes back to it.
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser, openPage } from '../../support/browser.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

const steps = (page: Page): Promise<number> =>
  page
    .locator('.level-panel tr', { hasText: 'Steps since the start' })
    .locator('td')
    .textContent()
    .then((text) => Number(text?.replace(/\D/g, '') ?? 0));

test('plays, pauses, starts again, and keeps moments', { timeout: 240_000 }, async () => {
  const { page, errors } = await openPage(browser, 'level/?truth=1&start=2', {
    viewport: { width: 900, height: 560 },
  });
  await page.keyboard.down('ArrowRight');
  await expect.poll(() => steps(page), { timeout: 150_000, interval: 500 }).toBeGreaterThan(2);
  await page.keyboard.up('ArrowRight');
  await page.getByRole('button', { name: 'Keep this moment' }).click();
  await page.getByRole('button', { name: 'Back to it' }).click();
  await page.getByRole('button', { name: 'Pause' }).click();
  expect(await page.getByRole('status').textContent()).toBe('Paused');
  await page.getByRole('button', { name: 'Restart' }).click();
  expect(await steps(page)).toBe(0);
  expect(errors).toEqual([]);
});
