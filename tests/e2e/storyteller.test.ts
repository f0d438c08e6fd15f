// The storyteller's page with a tiny random model in the place of the one that ships: software GPUs are slow.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { launchBrowser, openPage } from '../support/browser.ts';
import { expectPicture } from './pages.ts';

const gguf = join(import.meta.dirname, '../parity/text/llama.gguf');
let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

it('writes beside the market, stops, goes on from another token, and takes a model of the visitor', async () => {
  const { page, errors, close } = await openPage(browser, 'about:blank', {
    viewport: { width: 900, height: 500 },
  });
  await page.route('**/storyteller*.gguf', (route) => route.fulfill({ body: readFileSync(gguf) }));
  await page.goto(`${inject('examplesUrl')}/storyteller/?scale=0.1&temperature=0.5`);
  const tale = page.locator('.tale').last();
  const toggle = page.getByRole('button', { name: /^(Write|Stop)$/ });
  const length = (): Promise<number> => tale.locator('span').count();
  await expect.poll(length, { timeout: 60_000 }).toBeGreaterThan(6);
  await expectPicture(page.locator('.view'));
  await expect.poll(() => page.locator('.plot .cost').innerText()).toMatch(/p99\s+[\d.]+ · [\d.]+ · [\d.]+×/);

  await toggle.click();
  await expect.poll(() => toggle.innerText()).toBe('Write');
  const stopped = await length();
  await tale.locator('span').nth(3).hover();
  const choices = page.locator('.token-card button');
  await expect.poll(() => choices.count(), { timeout: 20_000 }).toBeGreaterThan(3);
  expect(await choices.first().innerText()).toMatch(/\d %/);
  await choices.nth(1).click();
  expect(await length()).toBeLessThan(stopped);
  await expect.poll(length, { timeout: 20_000 }).toBeGreaterThan(5);

  await page.locator('input[type=file][accept=".gguf"]').setInputFiles(gguf);
  await expect
    .poll(() => page.locator('.panel [role=status]').innerText(), { timeout: 20_000 })
    .toContain('llama.gguf: 3 layers');
  await page.locator('input[type=file][accept=".gguf"]').setInputFiles({
    name: 'broken.gguf',
    mimeType: 'application/octet-stream',
    buffer: Buffer.from('no model'),
  });
  await expect
    .poll(() => page.locator('.panel [role=status]').innerText(), { timeout: 10_000 })
    .toMatch(/broken.gguf: /);
  expect(errors).toEqual([]);
  await close();
});
