import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { launchBrowser } from '../support/browser.ts';
import { expectPicture, waitForPicture } from './pages.ts';

let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

/** Opens a page on which a script has run before its own. */
async function openPrepared(
  path: string,
  prepare: () => void,
): Promise<{ page: Page; exceptions: string[] }> {
  const context = await browser.newContext({ viewport: { width: 320, height: 400 } });
  await context.addInitScript(prepare);
  const page = await context.newPage();
  const exceptions: string[] = [];
  page.on('pageerror', (error) => exceptions.push(error.message));
  await page.goto(`${inject('examplesUrl')}/${path}`);
  return { page, exceptions };
}

/** Keeps the page's devices where the test can destroy one. */
function keepDevices(): void {
  const devices: GPUDevice[] = [];
  Object.assign(window, { devices });
  const request = GPUAdapter.prototype.requestDevice;
  GPUAdapter.prototype.requestDevice = async function (descriptor) {
    const device = await request.call(this, descriptor);
    devices.push(device);
    return device;
  };
}

it('tells of a lost GPU and starts again on a new one', async () => {
  const { page, exceptions } = await openPrepared(
    'market/?scene=thin&a=native&b=native&scale=0.3&paused=1&panel=0',
    keepDevices,
  );
  await waitForPicture(page);
  await page.evaluate(() => (window as unknown as { devices: GPUDevice[] }).devices.at(-1)?.destroy());
  await page.getByRole('alert').waitFor();
  expect(await page.getByRole('alert').innerText()).toContain('The GPU was taken away');
  await page.getByRole('button', { name: 'Start again' }).click();
  await page.getByRole('alert').waitFor({ state: 'detached' });
  await waitForPicture(page);
  await expectPicture(page.locator('.view'));
  expect(exceptions).toEqual([]);
  await page.context().close();
});
