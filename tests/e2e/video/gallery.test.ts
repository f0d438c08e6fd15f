// The video page of the gallery: plays, compares, magnifies, takes files, converts, explains.
import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchBrowser, openPage } from '../../support/browser.ts';
import { contrast, difference, photograph } from '../picture.ts';
import { startHarness } from './harness.ts';

let browser: Browser;
/** A small film, made by the package's own tools: the page's clip is a lot for a processor that imitates a GPU. */
let film: Buffer;

beforeAll(async () => {
  const harness = await startHarness();
  const { page } = await harness.open();
  film = Buffer.from(
    await page.evaluate(async () => {
      const file = await globalThis.tools.clips.makeClip({ width: 64, height: 36, frames: 24, audio: true });
      return Array.from(new Uint8Array(await file.arrayBuffer()));
    }),
  );
  await harness.close();
  browser = await launchBrowser();
}, 120_000);
afterAll(() => browser?.close());

const takeFilm = (page: Page): Promise<void> =>
  page.locator('input[type=file]').setInputFiles({ name: 'film.webm', mimeType: 'video/webm', buffer: film });

it('plays its own clip at once, next to its larger self', async () => {
  const { page, errors, close } = await openPage(browser, 'video/?panel=0&b=none&scale=1.1', {
    viewport: { width: 320, height: 240 },
  });
  const video = page.locator('video');
  await expect
    .poll(() => video.evaluate((element: HTMLVideoElement) => element.currentTime), { timeout: 30_000 })
    .toBeGreaterThan(0.2);
  expect(
    await video.evaluate((element: HTMLVideoElement) => [element.videoWidth, element.muted, element.loop]),
  ).toEqual([480, true, true]);
  // A processor that imitates a GPU may be too late for it.
  await expect
    .poll(() => page.locator('.label-b').innerText(), { timeout: 30_000 })
    .toMatch(/Resampled|Plain video/);
  expect(await page.getByLabel('Size on screen').inputValue()).toBe('1.1');
  const first = await photograph(page.locator('.view'));
  expect(contrast(first)).toBeGreaterThan(10);
  await expect
    .poll(async () => difference(first, await photograph(page.locator('.view'))), { timeout: 30_000 })
    .toBeGreaterThan(1);
  const size = readFileSync(new URL('../../../examples/video/clip/market.webm', import.meta.url)).length;
  expect(size).toBeLessThan(1_000_000);
  expect(errors).toEqual([]);
  await close();
});

it('compares, magnifies and steps with keys and buttons, and keeps it in the address', async () => {
  const { page, errors, close } = await openPage(browser, 'video/?b=none&scale=4', {
    viewport: { width: 760, height: 420 },
  });
  await takeFilm(page);
  const right = page.locator('.label-b');
  await expect.poll(() => right.innerText(), { timeout: 30_000 }).toContain('256×144');
  const video = page.locator('video');
  await page.keyboard.press('Space');
  await expect.poll(() => video.evaluate((element: HTMLVideoElement) => element.paused)).toBe(true);
  const time = (): Promise<number> => video.evaluate((element: HTMLVideoElement) => element.currentTime);
  const before = await time();
  await page.keyboard.press(before > 0.5 ? ',' : '.');
  await expect.poll(time).not.toBe(before);

  // The divider cuts the canvas where it stands.
  const divider = page.getByRole('slider', { name: /divider/i });
  const cut = (): Promise<string> =>
    page.locator('[data-frameloom] canvas').evaluate((canvas: HTMLElement) => canvas.style.clipPath);
  const middle = await cut();
  await page.keyboard.press('End');
  expect(await divider.getAttribute('aria-valuenow')).toBe('100');
  await page.keyboard.press('ArrowLeft');
  await expect.poll(cut).not.toBe(middle);
  await expect.poll(() => new URL(page.url()).searchParams.get('split')).toBe('0.98');

  const loupe = page.locator('.loupe');
  expect(await loupe.isVisible()).toBe(false);
  await page.mouse.move(200, 200);
  await page.keyboard.down('z');
  await loupe.waitFor({ state: 'visible' });
  await expect.poll(async () => contrast(await photograph(loupe)), { timeout: 20_000 }).toBeGreaterThan(3);
  await page.keyboard.up('z');
  await loupe.waitFor({ state: 'hidden' });

  await page.keyboard.press('x');
  expect(await page.getByLabel('Left', { exact: true }).inputValue()).toBe('none');
  expect(await page.getByLabel('Right', { exact: true }).inputValue()).toBe('browser');

  // Without a network there is nothing to restore.
  const auto = page.getByRole('checkbox', { name: 'Auto restoration' });
  expect(await auto.isDisabled()).toBe(true);
  await page.getByLabel('Right', { exact: true }).selectOption('small');
  // Restoration: auto until the slider is moved, and back.
  const slider = page.getByRole('slider', { name: 'Restoration' });
  const inAddress = (): string | null => new URL(page.url()).searchParams.get('restoration');
  expect(await auto.isChecked()).toBe(true);
  await slider.press('ArrowLeft');
  expect(await auto.isChecked()).toBe(false);
  await expect.poll(inAddress).toBe('0.45');
  await auto.press('Space');
  expect(await auto.isChecked()).toBe(true);
  await expect.poll(inAddress).toBe(null);
  await auto.press('Space');
  expect(await slider.inputValue()).toBe('0.45');
  await slider.blur();
  await auto.blur();
  await page.keyboard.press('h');
  await page.locator('.panel').waitFor({ state: 'hidden' });
  expect(errors).toEqual([]);
  await close();
});

it('converts the file with progress and offers it', async () => {
  const { page, errors, close } = await openPage(browser, 'video/?b=none&scale=2&panel=1', {
    viewport: { width: 500, height: 400 },
  });
  await takeFilm(page);
  await page.getByText('film.webm').waitFor();
  await page.getByLabel('Format').selectOption('vp9');
  await page.getByLabel('Size in the file').selectOption('2');
  await page.getByRole('button', { name: 'Convert the file' }).click();
  await page.getByRole('progressbar').waitFor();
  const link = page.getByRole('link', { name: 'Save film 128×72.webm' });
  await link.waitFor({ timeout: 60_000 });
  expect(await page.getByText('sound kept').innerText()).toContain('128×72');
  const download = page.waitForEvent('download');
  await link.click();
  const bytes = readFileSync(await (await download).path());
  expect(bytes.subarray(0, 4).toString('hex')).toBe('1a45dfa3');
  expect(errors).toEqual([]);
  await close();
});

it('says what is wrong with a file, and takes the next one', async () => {
  const { page, close } = await openPage(browser, 'video/?b=none&scale=2&panel=1', {
    viewport: { width: 500, height: 400 },
  });
  const buffer = Buffer.alloc(4000);
  await page.locator('input[type=file]').setInputFiles({ name: 'broken.mp4', mimeType: 'video/mp4', buffer });
  await page
    .getByText(/cannot play.*codec is missing/)
    .first()
    .waitFor({ timeout: 20_000 });
  await takeFilm(page);
  await expect.poll(() => page.locator('.label-b').innerText(), { timeout: 30_000 }).toContain('128×72');
  await page
    .getByText(/cannot play/)
    .first()
    .waitFor({ state: 'hidden' });
  await close();
});
