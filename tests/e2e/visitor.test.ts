// Each page as a visitor meets it: on a monitor and on a phone, with and without WebGPU. By what is visible.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser, openPage, type OpenedPage } from '../support/browser.ts';
import { inspectLayout } from './layout.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const monitor = { width: 1280, height: 800 };
const phone = { width: 390, height: 844 };

/** Each page: what it is about, and what says that it has started. */
const pages = [
  { path: '', subject: '#hero', started: '.label-b' },
  { path: 'market/', subject: '.view canvas', started: '.toolbar' },
  { path: 'model/', subject: '.view canvas', started: '.toolbar' },
  { path: 'video/', subject: 'video', started: '.toolbar' },
  { path: 'between/', subject: '.view canvas', started: '.toolbar' },
  { path: 'level/', subject: '.level-place canvas', started: '.level-bar' },
  { path: 'drive/', subject: '.level-place canvas', started: '.level-bar' },
  { path: 'teach/', subject: '.level-screen canvas', started: '.level-bar' },
  { path: 'storyteller/', subject: '.view canvas', started: '.panel' },
  { path: 'pictures/', subject: '.pictures-grid', started: '.pictures-examples' },
  { path: 'arcade/', subject: '.view canvas', started: '.invitation' },
  { path: 'react/', subject: '.picture canvas', started: 'aside output' },
] as const;
const quiet = 'scale=0.1&paused=1&still';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

/** Accessibility as audits weigh it: the share of rules that hold, by the weight of what breaking them costs; and what is broken. */
async function audit(page: Page): Promise<{ score: number; broken: string[] }> {
  await page.evaluate(axe);
  const { passes, violations } = await page.evaluate(() =>
    (window as unknown as { axe: { run(options: object): Promise<AxeResults> } }).axe.run({
      resultTypes: ['violations'],
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'],
    }),
  );
  const weights: Record<string, number> = { minor: 1, moderate: 3, serious: 7, critical: 10 };
  const lost = violations.reduce((sum, { impact }) => sum + (weights[impact ?? 'moderate'] ?? 3), 0);
  const broken = violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.html.slice(0, 120)}`),
  );
  return { score: Math.round((100 * passes.length * 7) / (passes.length * 7 + lost)), broken };
}

async function check(page: Page, subject: string): Promise<void> {
  expect(await inspectLayout(page, subject)).toEqual({
    overflow: 0,
    hidden: [],
    nameless: 0,
    jumps: [],
    subject: expect.closeTo(1, 1) as number,
  });
}

/** Home, every page, code and documentation, in the header of each. */
async function checkHeader(page: Page): Promise<void> {
  const links = page.locator('.site-header a');
  expect(await links.count()).toBe(pages.length - 1 + 3);
  expect(await page.locator('h1').count()).toBe(1);
}

/** On a phone the pages are behind a button. */
async function checkMenu(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Pages', exact: true }).click();
  const nav = page.getByRole('navigation', { name: 'Site' });
  await nav.getByRole('link', { name: 'Arcade' }).waitFor();
  const box = (await nav.boundingBox())!;
  expect(box.x).toBeGreaterThanOrEqual(0);
  expect(box.x + box.width).toBeLessThanOrEqual(phone.width);
  await page.keyboard.press('Escape');
  await nav.waitFor({ state: 'hidden' });
}

describe.each(pages)('/$path', ({ path, subject, started }) => {
  // Its games need no GPU, only their copies do.
  it.skipIf(path === 'teach/')('stands still without WebGPU, tells why, and leads on', async () => {
    const opened = await openPrepared(path, withoutWebGpu);
    const { page } = opened;
    await page.locator('.still-note').waitFor();
    const note = await page.locator('.still-note').innerText();
    expect(note).toMatch(/WebGPU/);
    expect(note).not.toMatch(/undefined|right now/);
    expect(await page.locator('main').innerText()).not.toContain('right now');
    await checkHeader(page);
    for (const size of [phone, monitor]) {
      await page.setViewportSize(size);
      await check(page, '.still img');
      expect((await audit(page)).broken).toEqual([]);
    }
    // The pictures are two, and the divider parts them.
    await expect
      .poll(() =>
        page
          .locator('.still img')
          .evaluateAll((images) => images.map((image) => (image as HTMLImageElement).naturalWidth > 200)),
      )
      .toEqual([true, true]);
    await page.getByRole('slider', { name: /divider/i }).press('Home');
    expect(
      await page
        .locator('.still img')
        .last()
        .evaluate((image) => image.style.clipPath),
    ).toMatch(/ 0%\)$/);
    expect(opened.errors).toEqual([]);
    await opened.close();
  });

  it('runs on a phone and on a monitor', async () => {
    const opened = await openPrepared(`${path}?${quiet}`, drawNothing);
    const { page } = opened;
    await page.locator(started).first().waitFor();
    await checkHeader(page);
    await checkMenu(page);
    await check(page, subject);
    expect((await audit(page)).broken).toEqual([]);
    const controls = page.getByRole('button', { name: 'Controls' });
    if ((await controls.count()) > 0) {
      // With its controls open the subject is still to be seen.
      await controls.click();
      await check(page, subject);
    }
    await page.setViewportSize(monitor);
    await check(page, subject);
    expect((await audit(page)).broken).toEqual([]);
    expect(opened.errors).toEqual([]);
    await opened.close();
  });
});

/** Opens a page, on a phone, on which a script has run before its own. */
async function openPrepared(path: string, prepare: () => void): Promise<OpenedPage> {
  const opened = await openPage(browser, 'favicon.svg', { viewport: phone, hasTouch: true });
  opened.page.setDefaultTimeout(60_000);
  await opened.page.addInitScript(prepare);
  await opened.page.goto(new URL(`./${path}`, opened.page.url()).href);
  return opened;
}

function withoutWebGpu(): void {
  Object.defineProperty(Navigator.prototype, 'gpu', { get: () => undefined, configurable: true });
}

/** What is drawn is for other tests: here frames on a processor that imitates a GPU would take most of the time. */
function drawNothing(): void {
  GPUQueue.prototype.submit = () => undefined;
  window.requestAnimationFrame = (callback) => window.setTimeout(() => callback(performance.now()), 200);
  window.cancelAnimationFrame = (handle) => clearTimeout(handle);
}
