// Draws the card of the video page: `node examples/video/picture.mjs`. The page itself, paused, the small network on the
// right, saved as gallery/pictures/video.webp.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright';
import { createServer } from 'vite';
import { browserFlags } from './clip/flags.mjs';
import { findBrowser } from '../../tests/support/find-browser.mjs';

/** Milliseconds: a processor that imitates a GPU takes its time. */
const patience = 600_000;
const size = { width: 960, height: 540 };
const server = await createServer({
  root: fileURLToPath(new URL('..', import.meta.url)),
  logLevel: 'error',
  server: { host: '127.0.0.1', port: 0, hmr: false, watch: null },
});
await server.listen();
const browser = await chromium.launch({ executablePath: findBrowser()?.path, args: browserFlags });
try {
  const page = await browser.newPage({ viewport: size, reducedMotion: 'reduce' });
  await page.goto(`${server.resolvedUrls.local[0]}video/?panel=0&scale=2`, { timeout: patience });
  await page.waitForFunction(
    () => document.querySelector('.label-b')?.textContent.includes('960×540'),
    undefined,
    {
      timeout: patience,
    },
  );
  await page.locator('video').evaluate((video) => void (video.currentTime = 1));
  await page.waitForTimeout(20_000);
  await page.addStyleTag({ content: '.toolbar, .label { opacity: 0 !important; }' });
  const png = (await page.screenshot({ timeout: patience })).toString('base64');
  const bytes = await page.evaluate(async (text) => {
    const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${text}`)).blob());
    const canvas = new OffscreenCanvas(image.width, image.height);
    canvas.getContext('2d').drawImage(image, 0, 0);
    const blob = await canvas.convertToBlob({ type: 'image/webp', quality: 0.82 });
    return [...new Uint8Array(await blob.arrayBuffer())];
  }, png);
  writeFileSync(new URL('../gallery/pictures/video.webp', import.meta.url), Buffer.from(bytes));
  console.log(`video.webp ${(bytes.length / 1000).toFixed(0)} kB`);
} finally {
  await browser.close();
  await server.close();
}
