import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Browser } from 'playwright';
import { launchBrowser, openPage } from '../support/browser.ts';

let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});

afterAll(() => browser.close());

test('the page Pictures paints what the address asks for', { timeout: 240_000 }, async () => {
  const { page, errors } = await openPage(browser, 'pictures/?prompt=purple+cloak');
  expect(await page.locator('.pictures-words input').inputValue()).toBe('purple cloak');
  const first = page.locator('.pictures-grid canvas[aria-label="Seed 1"]');
  await first.waitFor({ timeout: 200_000 });
  expect(await page.locator('.pictures-status').textContent()).toMatch(/^\d+ of 12/);
  const download = page.waitForEvent('download');
  await page.getByText('Download PNG').click();
  expect((await download).suggestedFilename()).toBe('purple-cloak-1.png');
  expect(errors).toEqual([]);
});
