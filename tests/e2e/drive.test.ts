// The drive in a browser: both pictures are the same at first, keys move both, and every place and moment can be gone back to.
import type { Browser, Locator, Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser, openPage } from '../support/browser.ts';
import { contrast, difference, photograph } from './picture.ts';

const patience = { timeout: 150_000, interval: 300 };
let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

const figure = (page: Page, title: string): Locator =>
  page.locator('.level-screen', { has: page.locator('b', { hasText: title }) });
const button = (page: Page, name: string): Locator => page.getByRole('button', { name });
const steps = async (page: Page): Promise<number> => {
  const cell = page.locator('tr', { hasText: 'Steps since the start' }).locator('td');
  return Number((await cell.textContent())?.replace(/\D/g, '') ?? 0);
};
const more = async (page: Page): Promise<void> => {
  const before = await steps(page);
  await expect.poll(() => steps(page), patience).toBeGreaterThan(before);
};
const agree = (page: Page, share: RegExp): Promise<void> =>
  expect.poll(() => figure(page, 'The real game').innerText(), patience).toMatch(share);

test('begins where the real car stands, drives, goes back', { timeout: 400_000 }, async () => {
  const { page, errors, close } = await openPage(browser, 'drive/?start=3', {
    viewport: { width: 900, height: 560 },
  });
  const level = page.locator('.level-place canvas');
  const real = figure(page, 'The real game').locator('canvas');
  await button(page, 'Drive').waitFor({ timeout: 150_000 });
  await agree(page, /100\.0 % of pixels agree/);
  expect(await page.getByRole('button', { name: 'Place 4', pressed: true }).count()).toBe(1);
  const memory = figure(page, 'Memory').locator('canvas');
  expect(contrast(await photograph(memory))).toBeGreaterThan(5);

  const before = [await photograph(level), await photograph(real)];
  await page.keyboard.down('ArrowUp');
  await more(page);
  await more(page);
  await button(page, 'Pause').click();
  await page.keyboard.up('ArrowUp');
  const driven = [await photograph(level), await photograph(real)];
  for (const [i, picture] of driven.entries()) expect(difference(before[i]!, picture)).toBeGreaterThan(0);

  await button(page, 'Keep this moment').click();
  const kept = Number(/step ([\d,]+)/.exec(await button(page, 'Back to it').innerText())![1]);
  await button(page, 'Resume').click();
  await more(page);
  await button(page, 'Pause').click();
  await button(page, 'Back to it').click();
  expect(await steps(page)).toBe(kept);
  expect(difference(driven[1]!, await photograph(real))).toBe(0);

  await button(page, 'Place 12').click();
  expect(await steps(page)).toBe(0);
  expect(new URL(page.url()).searchParams.get('start')).toBe('11');
  await agree(page, /100\.0 % of pixels agree/);
  await button(page, 'Memory').click();
  await memory.waitFor({ state: 'hidden' });
  expect(errors).toEqual([]);
  await close();
});

test('is upscaled, also by another device', { timeout: 400_000 }, async () => {
  const { page, errors, close } = await openPage(browser, 'favicon.svg', {
    viewport: { width: 390, height: 844 },
  });
  await page.addInitScript(() => {
    const devices: GPUDevice[] = [];
    Object.assign(window, { devices });
    const request = GPUAdapter.prototype.requestDevice;
    GPUAdapter.prototype.requestDevice = async function (descriptor) {
      const device = await request.call(this, descriptor);
      devices.push(device);
      return device;
    };
  });
  await page.goto(new URL('./drive/?start=1', page.url()).href);
  const level = page.locator('.level-place canvas');
  await button(page, 'Drive').waitFor({ timeout: 150_000 });
  await page.addStyleTag({ content: '.drive-invitation { opacity: 0; }' });
  const pixels = await photograph(level);
  await button(page, 'Upscaled').click();
  await expect.poll(() => new URL(page.url()).searchParams.get('look'), patience).toBe('upscaled');
  const upscaled = await photograph(level);
  expect(difference(pixels, upscaled)).toBeGreaterThan(0.5);
  await page.evaluate(() => (window as unknown as { devices: GPUDevice[] }).devices.at(-1)!.destroy());
  await page.getByText('The game goes on.').waitFor({ timeout: 150_000 });
  await expect.poll(async () => difference(upscaled, await photograph(level)), patience).toBeLessThan(0.05);
  await page.keyboard.down('ArrowUp');
  await more(page);
  await page.keyboard.up('ArrowUp');
  // The painter makes another picture of the same classes.
  await button(page, 'City').click();
  await expect.poll(() => new URL(page.url()).searchParams.get('look'), patience).toBe('city');
  const painted = await photograph(level);
  await button(page, 'Own pixels').click();
  await expect.poll(() => new URL(page.url()).searchParams.get('look'), patience).not.toBe('city');
  expect(difference(painted, await photograph(level))).toBeGreaterThan(0.5);
  expect(errors).toEqual([]);
  await close();
});
