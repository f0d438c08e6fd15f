import type { Browser, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { launchBrowser, openPage, type OpenedPage } from '../support/browser.ts';
import { expectPicture, hideControls } from './pages.ts';
import { columns, difference, photograph } from './picture.ts';

let browser: Browser;
let opened: OpenedPage;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());
afterEach(() => opened.close());

/** Opens the page paused and small, and waits until it generates frames. */
async function openBetween(settings: Record<string, string> = {}): Promise<Page> {
  const query = new URLSearchParams({ scene: 'thin', scale: '0.25', paused: '1', panel: '0', ...settings });
  opened = await openPage(browser, `between/?${query}`, { viewport: { width: 390, height: 320 } });
  const { page } = opened;
  await page.locator('.label-b', { hasText: 'later' }).waitFor({ timeout: 90_000 });
  await page.locator('.view[aria-busy=false]').waitFor({ timeout: 90_000 });
  return page;
}

/** What the frame around the picture says: the time of a generated frame, or that it was rendered. */
const marked = (page: Page): Promise<string> =>
  page
    .locator('.generated-frame')
    .evaluate((frame: HTMLElement) => (frame.hidden ? 'rendered' : frame.textContent));

/** Shows the next refresh and returns what it is. */
async function step(page: Page): Promise<string> {
  const before = await marked(page);
  await page.keyboard.press('.');
  await expect.poll(() => marked(page), { timeout: 20_000, interval: 50 }).not.toBe(before);
  return marked(page);
}

it('steps through rendered and generated frames, and shows how they were made', async () => {
  const page = await openBetween({ base: '20', scale: '0.3' });
  // A resolution that the list of them lacks, from the address.
  expect(await page.getByLabel('Resolution').inputValue()).toBe('0.3');
  const view = page.locator('.view');
  const kinds: string[] = [];
  for (let i = 0; i < 7; i++) kinds.push(await step(page));
  const cycle = ['rendered', 'generated, t = 0.33', 'generated, t = 0.67'];
  const first = cycle.indexOf(kinds[0]!);
  expect(kinds).toEqual(kinds.map((_, i) => cycle[(first + i) % 3]));
  expect(await page.locator('.label-b').innerText()).toMatch(/60 a second · 33 ms later/);

  while ((await marked(page)) === 'rendered') await step(page);
  await hideControls(page);
  const picture = await expectPicture(view);
  // Rendered alone, it still shows the newest frame: both halves are the same moment of it at no time between.
  expect(difference(columns(picture, 0, 0.45), columns(picture, 0.55, 1))).toBeGreaterThan(1);
  await page.keyboard.press('h');
  await page.getByLabel('Generated frames show').selectOption('weights');
  await expect
    .poll(() => page.locator('.view-legend').innerText(), { timeout: 5000 })
    .toContain('newer frame');
  await page.keyboard.press('h');
  await expect
    .poll(async () => difference(columns(picture, 0.55, 1), columns(await photograph(view), 0.55, 1)), {
      timeout: 20_000,
    })
    .toBeGreaterThan(10);
  const widths = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  expect(widths[0]).toBeLessThanOrEqual(widths[1]!);
  expect(opened.errors).toEqual([]);
});

it('plays in slow motion from the address, and draws its plots', async () => {
  const page = await openBetween({
    base: '30',
    speed: '0.125',
    paused: '0',
    mode: 'extrapolate',
    panel: '1',
  });
  expect(await page.getByLabel('Speed', { exact: true }).inputValue()).toBe('0.125');
  expect(await page.getByLabel('Generated frames', { exact: true }).inputValue()).toBe('extrapolate');
  expect(await page.getByLabel('Resolution').inputValue()).toBe('0.25');
  const orange = (): Promise<number> =>
    page
      .locator('.plot canvas')
      .first()
      .evaluate((canvas: HTMLCanvasElement) => {
        const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
        let count = 0;
        for (let i = 0; i < data.length; i += 4) if (data[i]! > 200 && data[i + 2]! < 120) count++;
        return count;
      });
  await expect.poll(orange, { timeout: 20_000 }).toBeGreaterThan(20);
  await expect.poll(() => marked(page), { timeout: 20_000, interval: 50 }).toContain('t = 1.50');
  expect(opened.errors).toEqual([]);
});
