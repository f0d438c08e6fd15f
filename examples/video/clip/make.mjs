// Makes the clip that the video page plays at first: `node examples/video/clip/make.mjs`. Needs a Chromium; minutes on a
// software GPU. The result is market.webm beside this file.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright';
import { createServer } from 'vite';
import { findBrowser } from '../../../tests/support/find-browser.mjs';
import { browserFlags } from './flags.mjs';

const clip = {
  width: 480,
  height: 270,
  fps: 24,
  shots: [5, 19],
  length: 3,
  bitrate: 700_000,
  samples: 2,
  shadows: false,
};
const server = await createServer({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  logLevel: 'error',
  server: { host: '127.0.0.1', port: 0, hmr: false, watch: null },
});
await server.listen();
const browser = await chromium.launch({ executablePath: findBrowser()?.path, args: browserFlags });
try {
  const page = await browser.newPage();
  page.on('pageerror', (error) => console.error(error.message));
  await page.exposeFunction('report', (text) => console.log(text));
  await page.goto(`${server.resolvedUrls.local[0]}video/clip/render.html`);
  await page.waitForFunction('"renderClip" in globalThis');
  const bytes = await page.evaluate(
    async (options) => Array.from(await globalThis.renderClip(options, globalThis.report)),
    { ...clip, ...JSON.parse(process.argv[2] ?? '{}') },
  );
  writeFileSync(new URL('market.webm', import.meta.url), Buffer.from(bytes));
  console.log(`market.webm ${(bytes.length / 1000).toFixed(0)} kB`);
} finally {
  await browser.close();
  await server.close();
}
