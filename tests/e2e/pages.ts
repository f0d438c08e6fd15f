// What tests of the comparison pages have in common.
import type { Browser, Locator, Page } from 'playwright';
import { expect } from 'vitest';
import { openPage, type OpenedPage } from '../support/browser.ts';
import { contrast, difference, photograph, type Picture } from './picture.ts';

/** A page of the examples in which both pictures are there. */
export type RunningPage = OpenedPage & { view: Locator };

/** Small canvases: software adapters draw every pixel on the processor. */
const small = { scale: '0.3', panel: '0', scene: 'thin' };

/** Opens a comparison page and waits until it shows a picture. */
export async function openComparison(
  browser: Browser,
  path: string,
  settings: Record<string, string> = {},
): Promise<RunningPage> {
  const query = new URLSearchParams({ ...small, ...settings });
  const opened = await openPage(browser, `${path}?${query}`, { viewport: { width: 320, height: 240 } });
  const view = opened.page.locator('.view');
  await waitForPicture(opened.page);
  return { ...opened, view };
}

/** Waits until every side in sight has been drawn. */
export async function waitForPicture(page: Page): Promise<void> {
  await page.waitForFunction(
    () => {
      const labels = [...document.querySelectorAll<HTMLElement>('.label')].filter((label) => !label.hidden);
      return labels.length > 0 && labels.every((label) => label.textContent.includes('of the pixels'));
    },
    undefined,
    { timeout: 90_000 },
  );
}

/** Asserts that the view shows a picture rather than one colour. */
export async function expectPicture(view: Locator): Promise<Picture> {
  const picture = await photograph(view);
  expect(contrast(picture)).toBeGreaterThan(5);
  return picture;
}

/** Waits until nothing moves any longer: paused pages still draw some frames, until the methods have settled. */
export async function untilStill(view: Locator): Promise<Picture> {
  let picture = await photograph(view);
  await expect
    .poll(
      async () => {
        const before = picture;
        picture = await photograph(view);
        return difference(before, picture);
      },
      { timeout: 60_000, interval: 400 },
    )
    .toBe(0);
  return picture;
}

/** Waits until the address holds what a setting was changed to. */
export async function expectInAddress(page: Page, name: string, value: string | null): Promise<void> {
  await expect.poll(() => new URL(page.url()).searchParams.get(name), { timeout: 10_000 }).toBe(value);
}

/** Hides what lies on the picture, so that photographs compare pictures alone. */
export async function hideControls(page: Page): Promise<void> {
  await page.addStyleTag({
    content: '.label, .toolbar, .divider, .busy, .generated-frame, .view-legend { opacity: 0 !important; }',
  });
}
