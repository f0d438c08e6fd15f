// A game and its copy under the same keys; a recording that is downloaded; a folder that is dropped.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readEpisodes } from '@frameloom/world';
import { tinyGames } from '@frameloom/scenes/tiny';
import type { Browser } from 'playwright';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchBrowser, openPage } from '../support/browser.ts';

const level = join(import.meta.dirname, '../../models/circuit/crossing');
let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

it('plays a copy beside its game, records, and takes a copy of the visitor', async () => {
  const { page, errors, close } = await openPage(browser, 'teach/?game=bounce', {
    viewport: { width: 900, height: 500 },
    acceptDownloads: true,
  });
  const [status, captions] = [page.locator('.level-panel [role=status]'), page.locator('figcaption')];
  await page.getByRole('button', { name: 'Let a bot play' }).click();
  await page.getByLabel('How much').selectOption({ index: 0 });
  const download = page.waitForEvent('download', { timeout: 60_000 });
  await page.getByRole('button', { name: 'Record', exact: true }).click();
  const recording = readFileSync(await (await download).path());
  const { header, episodes } = await readEpisodes(new Uint8Array(recording));
  expect(header).toMatchObject({ level: 'bounce', actions: tinyGames.bounce.actions });
  expect(episodes.length).toBe(20);
  expect(await status.first().innerText()).toContain('6,000 steps');

  await page.getByLabel('Game', { exact: true }).selectOption({ label: 'Crossing' });
  await expect.poll(() => captions.last().innerText(), { timeout: 60_000 }).toMatch(/step [1-9]/);
  await page.keyboard.down('ArrowUp');
  await expect.poll(() => frogRow(page.locator('canvas').first()), { timeout: 20_000 }).toBeLessThan(50);
  await page.keyboard.up('ArrowUp');

  // A level of another game is refused by name.
  const folder = page.locator('input[webkitdirectory]');
  await folder.setInputFiles(join(import.meta.dirname, '../../models/maze/level'));
  await expect.poll(() => status.last().innerText(), { timeout: 20_000 }).toMatch(/Crossing has none, up/);
  await folder.setInputFiles(level);
  await expect.poll(() => status.last().innerText(), { timeout: 20_000 }).toMatch(/plays/);
  expect(errors).toEqual([]);
  await close();
});

/** The highest row of the first canvas that has the frog's colour. */
async function frogRow(canvas: import('playwright').Locator): Promise<number> {
  const color = tinyGames.crossing.palette[5]!;
  return canvas.evaluate((element, [red]) => {
    const { width, height } = element as HTMLCanvasElement;
    const { data } = (element as HTMLCanvasElement).getContext('2d')!.getImageData(0, 0, width, height);
    for (let i = 0; i < data.length; i += 4) if (data[i] === red) return Math.floor(i / 4 / width);
    return height;
  }, color);
}
