import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Browser } from 'playwright';
import { launchBrowser, openPage } from '../support/browser.ts';

let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});

afterAll(() => browser.close());

test(
  'the page Pictures paints, mends and casts what the address asks for',
  { timeout: 240_000 },
  async () => {
    // Small pictures: what is looked at is the page.
    const address = 'pictures/?prompt=purple+cloak&side=8';
    const { page, errors } = await openPage(browser, address, { viewport: { width: 900, height: 900 } });
    expect(await page.locator('.pictures-words input').inputValue()).toBe('purple cloak');
    const seed = (number: number) => page.locator(`.pictures-grid canvas[aria-label="Seed ${number}"]`);
    await seed(1).waitFor({ timeout: 200_000 });
    expect(await page.locator('.pictures-status').textContent()).toMatch(/^\d+ of 12/);
    const download = page.waitForEvent('download');
    await page.getByText('Download PNG').click();
    expect((await download).suggestedFilename()).toBe('purple-cloak-1.png');

    // What is not marked by the brush stays as it is.
    const pixels = (place: string): Promise<number[]> =>
      page
        .locator(place)
        .evaluate((canvas: HTMLCanvasElement) => [...canvas.getContext('2d')!.getImageData(0, 0, 8, 8).data]);
    await page.getByText('Draw on it').click();
    const drawn = await pixels('.pictures-board');
    expect(drawn.some((value) => value > 0)).toBe(true);
    await page.getByLabel('Tool').selectOption('mask');
    await page.locator('.pictures-board').click({ position: { x: 140, y: 96 } });
    expect((await pixels('.pictures-cover')).some((value) => value === 255)).toBe(true);
    await page.getByText('Earlier pictures').click();
    const newest = '.pictures-history button:first-child canvas';
    await expect
      .poll(async () => (await pixels(newest)).slice(0, 4), { timeout: 60_000 })
      .toEqual(drawn.slice(0, 4));

    await page.getByText('Walk to the next seed').click();
    const walk = page.locator('.pictures-walk');
    await walk.waitFor({ timeout: 60_000 });
    // One step paints 32×32 pixels whatever the address says, and the autoencoder blends two of them.
    await page.locator('.pictures-words input').fill('large purple cloak');
    await page.getByLabel('Network').selectOption('gan');
    const status = page.locator('.pictures-status');
    await expect.poll(() => status.textContent(), { timeout: 60_000 }).toMatch(/^12 of 12 .* not: large$/);
    await page.getByText('Blend into the next picture').click();
    await expect.poll(() => walk.getAttribute('width'), { timeout: 60_000 }).toBe('32');
    await page.getByText('Cast it into the market').click();
    await page.locator('.plot td').first().waitFor({ timeout: 100_000 });
    expect(errors).toEqual([]);
  },
);
