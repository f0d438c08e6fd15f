import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchBrowser, openPage, type OpenedPage } from '../support/browser.ts';
import { contrast, difference, photograph, type Picture } from './picture.ts';

declare global {
  interface Window {
    /** Textures and buffers that were made and not destroyed. */
    live: Set<GPUTexture | GPUBuffer>;
    /** Submits so far. */
    submits: number;
  }
}

let browser: Browser;
let opened: OpenedPage;
let page: Page;

beforeAll(async () => {
  browser = await launchBrowser();
  page = await openReact();
});
afterAll(() => browser.close());

/** Opens the page with a picture that stands still, and counts what it holds on the GPU. */
async function openReact(): Promise<Page> {
  opened = await openPage(browser, 'favicon.svg', { viewport: { width: 620, height: 300 } });
  const { page: blank } = opened;
  await blank.addInitScript(() => {
    const live = (window.live = new Set());
    window.submits = 0;
    const { createTexture, createBuffer } = GPUDevice.prototype;
    GPUDevice.prototype.createTexture = function (descriptor) {
      const texture = createTexture.call(this, descriptor);
      live.add(texture);
      return texture;
    };
    GPUDevice.prototype.createBuffer = function (descriptor) {
      const buffer = createBuffer.call(this, descriptor);
      live.add(buffer);
      return buffer;
    };
    for (const { prototype } of [GPUTexture, GPUBuffer]) {
      const { destroy } = prototype;
      prototype.destroy = function () {
        live.delete(this);
        return destroy.call(this as never);
      };
    }
    const { submit } = GPUQueue.prototype;
    GPUQueue.prototype.submit = function (commands) {
      window.submits++;
      return submit.call(this, commands);
    };
  });
  await blank.goto(new URL('react/?still&scale=0.5', blank.url()).href);
  await blank.locator('output', { hasText: 'upscaled' }).waitFor({ timeout: 90_000 });
  return blank;
}

/** Waits until the canvas asks for no more frames. */
async function untilStill(page: Page): Promise<Picture> {
  const submits = (): Promise<number> => page.evaluate(() => window.submits);
  let before = -1;
  await expect
    .poll(
      async () => {
        const last = before;
        before = await submits();
        return before === last;
      },
      { timeout: 60_000, interval: 600 },
    )
    .toBe(true);
  return photograph(page.locator('canvas'));
}

const upscaled = (page: Page): ReturnType<Page['getByLabel']> => page.getByLabel('Upscale');

it('draws on demand until the picture has converged: close to all pixels rendered', async () => {
  const picture = await untilStill(page);
  expect(contrast(picture)).toBeGreaterThan(5);
  await upscaled(page).uncheck();
  const native = await untilStill(page);
  await upscaled(page).check();
  await page.getByLabel('Quality').selectOption('ultraPerformance');
  const coarse = await untilStill(page);
  // One sample per pixel without anti-aliasing is not the truth either.
  expect(difference(picture, native)).toBeLessThan(6);
  expect(difference(picture, coarse)).toBeGreaterThan(0.05);
  expect(difference(picture, coarse)).toBeLessThan(6);
  expect(opened.errors).toEqual([]);
});

it('frees on the GPU what it made, whenever it is unmounted', async () => {
  const held = async (): Promise<number> => {
    await untilStill(page);
    // Uniform buffers of three's render objects have no destroy(): they go when JavaScript is collected.
    return page.evaluate(
      () => [...window.live].filter(({ label }) => !label.startsWith('bindingBuffer')).length,
    );
  };
  await upscaled(page).uncheck();
  const without = await held();
  const counts: number[] = [];
  for (let round = 0; round < 2; round++) {
    await upscaled(page).check();
    counts.push(await held());
    await upscaled(page).uncheck();
    counts.push(await held());
  }
  const [mounted = 0] = counts;
  expect(mounted).toBeGreaterThan(without + 20);
  expect(counts).toEqual([mounted, without, mounted, without]);
  expect(opened.errors).toEqual([]);
});

it('changes its props while it runs, a network among them', async () => {
  await upscaled(page).check();
  await page.getByLabel('Turn').check();
  await page.getByLabel('Quality').selectOption('quality');
  await page.getByLabel('Network').check();
  await page.locator('output', { hasText: 'network: ready' }).waitFor({ timeout: 90_000 });
  await page.getByLabel('Turn').uncheck();
  expect(contrast(await untilStill(page))).toBeGreaterThan(5);
  expect(opened.errors).toEqual([]);
});
