import type { Browser } from 'playwright';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { launchBrowser } from '../support/browser.ts';
import {
  expectInAddress,
  expectPicture,
  hideControls,
  openComparison,
  untilStill,
  waitForPicture,
  type RunningPage,
} from './pages.ts';
import { columns, difference, photograph, type Picture } from './picture.ts';

let browser: Browser;
let opened: RunningPage | undefined;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());
afterEach(async () => {
  const errors = opened?.errors ?? [];
  await opened?.close();
  opened = undefined;
  expect(errors).toEqual([]);
});

const open = async (settings: Record<string, string>, path = 'market/'): Promise<RunningPage> =>
  (opened = await openComparison(browser, path, settings));

it('runs by itself, upscaled, and moves', async () => {
  const { page, view } = await open({ scene: 'market', scale: '0.2', split: '0' });
  await hideControls(page);
  const first = await expectPicture(view);
  await expect
    .poll(async () => difference(first, await photograph(view)), { timeout: 30_000 })
    .toBeGreaterThan(0.2);
});

it('moves the divider with keys and pointer and remembers it', async () => {
  const { page } = await open({ a: 'native', b: 'bilinear', paused: '1' });
  const divider = page.getByRole('slider', { name: /divider/i });
  await divider.focus();
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Shift+ArrowLeft');
  expect(await divider.getAttribute('aria-valuenow')).toBe('38');
  await expectInAddress(page, 'split', '0.38');

  const box = (await divider.boundingBox())!;
  await page.mouse.move(box.x + box.width / 2, 60);
  await page.mouse.down();
  await page.mouse.move(240, 60, { steps: 3 });
  await page.mouse.up();
  expect(await divider.getAttribute('aria-valuenow')).toBe('75');

  // Without focus on the divider, too.
  await divider.evaluate((element: HTMLElement) => element.blur());
  await page.keyboard.press('Home');
  expect(await divider.getAttribute('aria-valuenow')).toBe('0');
  await expectInAddress(page, 'split', '0');
  await page.reload();
  await waitForPicture(page);
  expect(await page.getByRole('slider', { name: /divider/i }).getAttribute('aria-valuenow')).toBe('0');
});

it('draws each method, quality mode and debug view', async () => {
  const { page, view } = await open({ a: 'native', b: 'bilinear', panel: '1', paused: '1', split: '0' });
  const choose = async (label: string, value: string): Promise<void> => {
    await page.getByLabel(label, { exact: true }).selectOption(value);
    await waitForPicture(page);
  };
  const right = view.locator('.label-b');
  for (const method of ['native-traa', 'fsr1', 'taau', 'spatial', 'standard', 'analytic']) {
    await choose('Right', method);
    await expectInAddress(page, 'b', method === 'analytic' ? null : method);
    await expectPicture(view);
    // A network that was asked for came.
    await expect.poll(() => right.innerText(), { timeout: 20_000 }).not.toContain('network ');
  }
  expect(await right.innerText()).toContain('25 % of the pixels');
  await choose('Quality', 'nativeAA');
  await expect.poll(() => right.innerText(), { timeout: 20_000 }).toContain('100 % of the pixels');
  await choose('Quality', 'ultraPerformance');
  await expect.poll(() => right.innerText(), { timeout: 20_000 }).toContain('11 % of the pixels');

  await hideControls(page);
  const picture = await expectPicture(view);
  await choose('Frameloom shows', 'accumulation');
  await expect
    .poll(async () => difference(picture, await photograph(view)), { timeout: 20_000 })
    .toBeGreaterThan(3);
});

it('stands still when paused, and steps by single frames', async () => {
  const { page, view } = await open({ a: 'native', b: 'native', paused: '1', time: '3' });
  await hideControls(page);
  const still = await untilStill(view);
  await page.keyboard.press('.');
  await expect
    .poll(async () => difference(still, await photograph(view)), { timeout: 20_000 })
    .toBeGreaterThan(0);
  const stepped = await untilStill(view);
  await page.waitForTimeout(500);
  expect(difference(stepped, await photograph(view))).toBe(0);
  await page.keyboard.press('Space');
  await expect
    .poll(async () => difference(stepped, await photograph(view)), { timeout: 20_000 })
    .toBeGreaterThan(0.1);
});

it('gives a side the same motion whether the other is drawn or not', async () => {
  const motionOfOneFrame = async (split: string): Promise<{ still: Picture; moved: Picture }> => {
    const settings = { scene: 'parade', a: 'taau', b: 'analytic', debug: 'motion', paused: '1', time: '5' };
    const { page, view } = await open({ ...settings, split });
    await hideControls(page);
    const still = await untilStill(view);
    await page.keyboard.press('.');
    await expect
      .poll(async () => difference(still, await photograph(view)), { timeout: 20_000 })
      .toBeGreaterThan(0);
    const moved = await untilStill(view);
    expect(opened?.errors).toEqual([]);
    await opened?.close();
    opened = undefined;
    return { still, moved };
  };
  const right = (picture: Picture): Picture => columns(picture, 0.55, 1);
  const left = (picture: Picture): Picture => columns(picture, 0, 0.45);
  const alone = await motionOfOneFrame('0');
  const together = await motionOfOneFrame('0.5');
  const motion = difference(right(alone.still), right(alone.moved));
  expect(motion).toBeGreaterThan(5);
  // Edges differ a little: each run is at another jitter offset.
  expect(difference(right(alone.moved), right(together.moved))).toBeLessThan(motion * 0.3);
  // The other half shows the other method, which has no debug views.
  expect(difference(left(alone.moved), left(together.moved))).toBeGreaterThan(motion);
});

it('lets the visitor fly, magnify, hide the panel and resize', async () => {
  const { page, view } = await open({ a: 'native', b: 'native', paused: '1' });
  await hideControls(page);
  const before = await untilStill(view);
  await page.mouse.move(60, 120);
  await page.mouse.down();
  await page.mouse.move(140, 140, { steps: 4 });
  await page.mouse.up();
  await expect
    .poll(async () => difference(before, await photograph(view)), { timeout: 20_000 })
    .toBeGreaterThan(1);
  expect(await page.getByRole('button', { name: 'Free camera' }).getAttribute('aria-pressed')).toBe('true');

  const flown = await photograph(view);
  await page.keyboard.down('z');
  await expect
    .poll(async () => difference(flown, await photograph(view)), { timeout: 20_000 })
    .toBeGreaterThan(0.5);
  await page.keyboard.up('z');

  await page.keyboard.press('h');
  await page.getByRole('heading', { name: 'Thin lines' }).waitFor();
  await page.keyboard.press('h');
  await page.getByRole('heading', { name: 'Thin lines' }).waitFor({ state: 'hidden' });

  await page.setViewportSize({ width: 240, height: 300 });
  const size = (): Promise<string> =>
    page.locator('canvas').evaluate((canvas: HTMLCanvasElement) => `${canvas.width}×${canvas.height}`);
  await expect.poll(size, { timeout: 20_000 }).toBe('72×78');
  await expectPicture(view);
});

it('restores everything from the address', async () => {
  const { page } = await open({
    a: 'fsr1',
    b: 'taau',
    quality: 'custom',
    ratio: '2.5',
    sharpness: '0.8',
    scene: 'thin',
    speed: '0.25',
    paused: '1',
    panel: '1',
  });
  const value = (label: string): Promise<string> => page.getByLabel(label, { exact: true }).inputValue();
  expect(await value('Left')).toBe('fsr1');
  expect(await value('Right')).toBe('taau');
  expect(await value('Quality')).toBe('custom');
  expect(await page.getByRole('slider', { name: /^Ratio/ }).inputValue()).toBe('2.5');
  expect(await page.getByRole('slider', { name: /^Sharpness/ }).inputValue()).toBe('0.8');
  expect(await value('Scene')).toBe('thin');
  expect(await page.getByLabel('Speed', { exact: true }).inputValue()).toBe('0.25');
  expect(await page.locator('.label-b').innerText()).toMatch(/1[56] % of the pixels/);
});
