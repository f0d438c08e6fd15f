// Photographs of the gallery's own pages, for its cards and for the README. Runs on a software GPU if need be, slowly.
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright';
import { createServer } from 'vite';
import { findBrowser } from '../../tests/support/find-browser.mjs';

const flags = [
  '--no-sandbox',
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--enable-features=Vulkan',
  '--use-vulkan=swiftshader',
  '--use-angle=swiftshader',
];
const patience = 600_000;
const bare = `:root { --header: 0px !important; } .site-header { display: none !important; }
  .label, .toolbar, .divider, .busy, .pace, .view-actions, .arcade-note, .generated-frame, .view-legend { opacity: 0 !important; }`;

/** Serves the gallery and starts a browser. */
export async function startCapture() {
  const server = await createServer({
    root: fileURLToPath(new URL('..', import.meta.url)),
    logLevel: 'error',
    server: { host: '127.0.0.1', port: 0, hmr: false, watch: null },
  });
  await server.listen();
  const browser = await chromium.launch({ executablePath: findBrowser()?.path, args: flags });
  /** A page whose picture fills the window, without the header and what lies on the picture. */
  const open = async (path, { width, height, deviceScaleFactor = 1 }) => {
    const viewport = { width, height };
    const page = await browser.newPage({ viewport, deviceScaleFactor, reducedMotion: 'reduce' });
    page.setDefaultTimeout(patience);
    await page.goto(`${server.resolvedUrls.local[0]}${path}`);
    await page.addStyleTag({ content: bare });
    return page;
  };
  return {
    open,
    /** A PNG of a paused comparison page, after so many frames of a sixtieth of a second; sizes in CSS pixels. */
    async photograph(path, { steps = 0, ...size }) {
      const page = await open(`${path}&scale=1&paused=1&panel=0`, size);
      const drawn = () => document.querySelector('.label')?.textContent.includes('of the pixels');
      await page.waitForFunction(drawn);
      const view = page.locator('.view');
      let shot = await view.screenshot({ timeout: patience });
      if (steps > 0) {
        shot = await untilStill(view, shot);
        for (let step = 0; step < steps; step++) await page.keyboard.press('.');
        shot = await untilStill(view, await view.screenshot({ timeout: patience }));
      }
      await page.close();
      return shot;
    },
    /** Draws PNGs on one picture and encodes that as WebP. `cuts`: source and target rectangles, x y width height. */
    async compose({ width, height, quality = 0.82 }, cuts) {
      const page = await browser.newPage();
      const list = cuts.map((cut) => ({ ...cut, png: cut.png.toString('base64') }));
      const bytes = await page.evaluate(draw, { width, height, quality, list });
      await page.close();
      return Buffer.from(bytes);
    },
    async close() {
      await browser.close();
      await server.close();
    },
  };
}

/** Waits until nothing moves any longer, and gives the last picture. */
export async function untilStill(view, shot) {
  for (let before = shot; ;) {
    await view.page().waitForTimeout(3000);
    const now = await view.screenshot({ timeout: patience });
    if (now.equals(before)) return now;
    before = now;
  }
}

/** Goes straight on for so many steps on the page of the drive, and pauses. */
export async function driveOn(page, wanted) {
  const steps = page.locator('tr', { hasText: 'Steps since the start' }).locator('td');
  // The panel may be hidden.
  await steps.waitFor({ state: 'attached' });
  await page.keyboard.down('ArrowUp');
  while (Number(await steps.textContent()) < wanted) await page.waitForTimeout(100);
  await page.keyboard.press('p');
  await page.keyboard.up('ArrowUp');
  await page.waitForTimeout(2000);
}

/** Runs in the browser, which is the image tool here. */
async function draw({ width, height, quality, list }) {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d');
  for (const { png, from, to, smooth, text } of list) {
    const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob());
    context.imageSmoothingEnabled = smooth;
    context.imageSmoothingQuality = 'high';
    context.drawImage(image, ...from, ...to);
    if (!text) continue;
    context.font = '600 20px system-ui, sans-serif';
    context.fillStyle = '#0b0d12d0';
    context.beginPath();
    context.roundRect(to[0] + 12, to[1] + 12, context.measureText(text).width + 24, 36, 8);
    context.fill();
    context.fillStyle = '#e9ecf2';
    context.fillText(text, to[0] + 24, to[1] + 37);
  }
  const blob = await canvas.convertToBlob({ type: 'image/webp', quality });
  return [...new Uint8Array(await blob.arrayBuffer())];
}
