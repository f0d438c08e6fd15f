// The neural level in a browser: it plays at once, restarts, keeps a moment and comes back to it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { launchBrowser, openPage } from '../../support/browser.ts';

const tiny = join(import.meta.dirname, '../../parity/text/llama.gguf');
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

test('goes on after every loss of its device', { timeout: 300_000 }, async () => {
  const { page, errors } = await openPage(browser, '', { viewport: { width: 900, height: 560 } });
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
  await page.goto(`${inject('examplesUrl')}/level/?truth=1&memory=1&start=1`);
  await page.getByRole('button', { name: 'Play' }).waitFor({ timeout: 150_000 });
  expect(await steps(page)).toBe(0);
  await page.keyboard.down('ArrowRight');
  const more = async (): Promise<number> => {
    const before = await steps(page);
    await expect.poll(() => steps(page), { timeout: 100_000, interval: 300 }).toBeGreaterThan(before + 1);
    return before;
  };
  await more();
  for (let loss = 1; loss <= 4; loss++) {
    const played = await page.evaluate(() => {
      const { devices } = window as unknown as { devices: GPUDevice[] };
      devices.at(-1)!.destroy();
      return devices.length;
    });
    expect(played).toBe(loss);
    // Buttons work meanwhile, and nothing starts from the beginning.
    await page.getByRole('button', { name: 'Keep this moment' }).click();
    expect(await more()).toBeGreaterThan(1);
  }
  await page.keyboard.up('ArrowRight');
  await page.evaluate(() => (window as unknown as { devices: GPUDevice[] }).devices.at(-1)!.destroy());
  await page.getByRole('button', { name: 'Restart' }).click();
  await expect.poll(() => steps(page), { timeout: 100_000, interval: 300 }).toBe(0);
  await page.getByRole('button', { name: 'Play' }).click();
  await more();
  expect(errors).toEqual([]);
});

test('plays, pauses, starts again, and keeps moments', { timeout: 330_000 }, async () => {
  const { page, errors } = await openPage(browser, '', { viewport: { width: 900, height: 560 } });
  // A tiny random model in the place of the one that ships: software GPUs are slow.
  await page.route('**/storyteller*.gguf', (route) => route.fulfill({ body: readFileSync(tiny) }));
  await page.goto(`${inject('examplesUrl')}/level/?truth=1&start=2`);
  const back = page.getByRole('button', { name: 'Back to it' });
  await page.getByRole('button', { name: 'Play' }).click({ timeout: 150_000 });
  expect(await back.isDisabled()).toBe(true);
  await page.keyboard.down('ArrowRight');
  await expect.poll(() => steps(page), { timeout: 150_000, interval: 500 }).toBeGreaterThan(2);
  await page.keyboard.up('ArrowRight');
  await page.getByRole('button', { name: 'Keep this moment' }).click();
  expect(await back.innerText()).toMatch(/step \d/);
  await back.click();
  const tale = page.locator('.level-panel .tale');
  expect(await tale.textContent()).toBe('');
  await page.getByRole('button', { name: 'Tell the tale' }).click();
  const before = await steps(page);
  await page.keyboard.down('ArrowRight');
  // What happened, and words of the model behind it.
  const words = async (): Promise<string> => (await tale.locator('em').allTextContents()).join(' ');
  await expect.poll(words, { timeout: 150_000, interval: 300 }).toMatch(/\S/);
  expect(await tale.textContent()).toMatch(/little flame/);
  // The level went on meanwhile.
  expect(await steps(page)).toBeGreaterThan(before);
  await page.keyboard.up('ArrowRight');
  await page.getByRole('button', { name: 'Be quiet' }).click();
  await page.getByRole('button', { name: 'Pause' }).click();
  expect(await page.locator('.level-screens').getByRole('status').textContent()).toBe('Paused');
  await page.getByRole('button', { name: 'Resume' }).waitFor();
  await page.getByRole('button', { name: 'Restart' }).click();
  expect(await steps(page)).toBe(0);
  expect(errors).toEqual([]);
});
