// Draws the pictures of the gallery's cards: `node examples/gallery/pictures.mjs [name …]`.
// Each is a frame of the page itself, supersampled, saved as WebP beside this file under pictures/.
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright';
import { createServer } from 'vite';
import { findBrowser } from '../../tests/support/find-browser.mjs';

const software = [
  '--use-webgpu-adapter=swiftshader',
  '--enable-features=Vulkan',
  '--use-vulkan=swiftshader',
  '--use-angle=swiftshader',
];

/** Second of the flight that shows a scene best, and the width of the picture in pixels. */
const pictures = {
  market: { path: 'market/?time=6', width: 960 },
  model: { path: 'model/?time=2', width: 960 },
  parade: { path: 'market/?scene=parade&time=5', width: 480 },
  thin: { path: 'market/?scene=thin&time=3', width: 480 },
  foliage: { path: 'market/?scene=foliage&time=3', width: 480 },
  glass: { path: 'market/?scene=glass&time=4', width: 480 },
  static: { path: 'market/?scene=static&time=2', width: 480 },
};

const wanted = process.argv.slice(2);
const folder = fileURLToPath(new URL('pictures/', import.meta.url));
mkdirSync(folder, { recursive: true });
const server = await createServer({
  root: fileURLToPath(new URL('..', import.meta.url)),
  logLevel: 'error',
  server: { host: '127.0.0.1', port: 0, hmr: false, watch: null },
});
await server.listen();
const browser = await chromium.launch({
  executablePath: findBrowser()?.path,
  args: ['--no-sandbox', '--enable-unsafe-webgpu', ...software],
});
try {
  for (const [name, { path, width }] of Object.entries(pictures)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    const file = await draw(path, width);
    writeFileSync(`${folder}${name}.webp`, file);
    console.log(`${name}.webp ${(file.length / 1000).toFixed(0)} kB`);
  }
} finally {
  await browser.close();
  await server.close();
}

/** Four samples per pixel: the view has the picture's size, its canvas twice that in each direction. */
async function draw(path, width) {
  const height = (width * 9) / 16;
  const page = await browser.newPage({ viewport: { width, height }, deviceScaleFactor: 2 });
  await page.goto(`${server.resolvedUrls.local[0]}${path}&a=native&b=native&paused=1&panel=0`);
  await page.waitForFunction(
    () => document.querySelector('.label')?.textContent.includes('of the pixels'),
    undefined,
    { timeout: 300_000 },
  );
  await page.addStyleTag({ content: '.label, .toolbar, .divider, .busy { opacity: 0 !important; }' });
  const shot = await page.locator('.view').screenshot({ timeout: 300_000 });
  // The browser is the image tool: it reads the screenshot and writes it smaller, as WebP.
  const webp = await page.evaluate(
    async ({ png, width, height }) => {
      const image = await createImageBitmap(await (await fetch(png)).blob());
      const canvas = new OffscreenCanvas(width, height);
      const context = canvas.getContext('2d');
      context.imageSmoothingQuality = 'high';
      context.drawImage(image, 0, 0, width, height);
      const blob = await canvas.convertToBlob({ type: 'image/webp', quality: 0.82 });
      return [...new Uint8Array(await blob.arrayBuffer())];
    },
    { png: `data:image/png;base64,${shot.toString('base64')}`, width, height },
  );
  await page.close();
  return Buffer.from(webp);
}
