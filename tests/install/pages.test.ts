// What the READMEs say is pasted into applications, built by Vite and run.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest';
import { contrast, photograph } from '../e2e/picture.ts';
import { launchBrowser, openPage, type OpenedPage } from '../support/browser.ts';
import { serveFolder, type Served } from '../support/serve-folder.ts';
import { appsRoot, buildApp } from './apps.ts';
import { type Passes, watchPage, watchWorker } from './watch.ts';

const plain = inject('plain');
const fiber = inject('fiber');
const cors = { 'Access-Control-Allow-Origin': '*', 'Content-Type': 'text/javascript' };
const upscaler = /^upscale\/accumulate/;
let browser: Browser;
let served: Served;
let opened: OpenedPage;

beforeAll(async () => {
  served = await serveFolder(appsRoot);
  browser = await launchBrowser();
  const chunks = {
    ...(await buildApp(plain, ['vite', 'worker', 'recipes', 'gpu', 'video', 'world'])),
    ...(await buildApp(fiber, ['react'])),
  };
  const large = Object.entries(chunks).filter(([, kB]) => kB >= 10);
  console.log(large.map(([name, kB]) => `${name.slice('assets/'.length)}: ${kB.toFixed(0)} kB`).join(', '));
}, 120_000);

afterEach(() => opened.close());
afterAll(async () => {
  await browser?.close();
  await served?.close();
});

/** Opens a page at a size that a software GPU draws quickly, and counts its compute passes from the start. */
const open = async (path: string): Promise<{ page: Page; passes: Passes }> => {
  opened = await openPage(browser, 'about:blank', { viewport: { width: 240, height: 136 } });
  const passes = await watchPage(opened.page);
  await opened.page.goto(new URL(path, served.url).href);
  return { page: opened.page, passes };
};

const expectUpscaled = async (page: Page, passes: Passes): Promise<void> => {
  await expect.poll(() => passes.count(upscaler), { timeout: 60_000, interval: 100 }).toBeGreaterThan(4);
  expect(contrast(await photograph(page.locator('canvas')))).toBeGreaterThan(5);
  expect(opened.errors).toEqual([]);
};

test('an application of Vite and three', async () => {
  const { page, passes } = await open('plain/dist/vite/');
  await expectUpscaled(page, passes);
});

test('React with react-three-fiber', async () => {
  const { page, passes } = await open('fiber/dist/react/');
  await expectUpscaled(page, passes);
});

test('a worker with an OffscreenCanvas', async () => {
  const { page } = await open('about:blank');
  const started = page.waitForEvent('worker');
  await page.goto(`${served.url}plain/dist/worker/`);
  await expectUpscaled(page, await watchWorker(await started));
});

test('an import map and a CDN, without a bundler', async () => {
  const { page, passes } = await open('about:blank');
  const asked = new Set<string>();
  // The CDN gives the files of the packages, which lie here as npm laid them.
  await page.route('https://cdn.jsdelivr.net/npm/**', (route) => {
    const [, name = '', version, path = ''] =
      /npm\/((?:@\w+\/)?\w+)@([\d.]+)\/(.*)/.exec(route.request().url()) ?? [];
    asked.add(`${name}@${version}`);
    return route.fulfill({ path: join(plain, 'node_modules', name, path), headers: cors });
  });
  await page.goto(`${served.url}plain/importmap/`);
  await expectUpscaled(page, passes);
  const installed = (name: string): string =>
    `${name}@${(JSON.parse(readFileSync(join(plain, 'node_modules', name, 'package.json'), 'utf8')) as { version: string }).version}`;
  const used = ['three', ...['three', 'upscale', 'nn', 'gpu'].map((name) => `@frameloom/${name}`)];
  expect([...asked].toSorted()).toEqual(used.map(installed).toSorted());
});

test('a compute pass', async () => {
  const { page } = await open('plain/dist/gpu/');
  await page.getByText('0 2 4 6 8').waitFor({ timeout: 20_000 });
  expect(opened.errors).toEqual([]);
});

test('a video', async () => {
  const { page } = await open('about:blank');
  const states: string[] = [];
  page.on('console', (message) => states.push(message.text()));
  // Its address is that of a host without a folder around it.
  await page.route('**/film.webm', (route) => route.fulfill({ path: join(plain, 'public/film.webm') }));
  await page.goto(`${served.url}plain/dist/video/`);
  await page.locator('[data-frameloom] canvas').waitFor({ state: 'attached', timeout: 60_000 });
  // It shows the plain video where the machine is too slow.
  expect(states.join()).not.toContain('failed');
  expect(opened.errors).toEqual([]);
});

test('a neural level', async () => {
  const { page } = await open('plain/dist/world/');
  await expect
    .poll(async () => contrast(await photograph(page.locator('canvas'))), { timeout: 60_000 })
    .toBeGreaterThan(5);
  expect(opened.errors).toEqual([]);
});

test('every recipe', async () => {
  const { page, passes } = await open('plain/dist/recipes/');
  expect(inject('recipes').length).toBeGreaterThan(5);
  for (const recipe of inject('recipes')) {
    const before = await passes.count(upscaler);
    await page.evaluate(`run('${recipe}')`);
    const drawn = (): Promise<number> => passes.count(upscaler);
    await expect.poll(drawn, { timeout: 60_000, interval: 50, message: recipe }).toBeGreaterThan(before + 2);
  }
  await expectUpscaled(page, passes);
});
