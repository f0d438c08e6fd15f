// The long form of tests/e2e/video/churn.test.ts: `node tests/soak/video/run.mjs [things] [seconds of video]`, by default
// 200 random things and ten minutes of video at sixteen times its speed. Ends with 1 where something is left or old.
import { chromium } from 'playwright';
import { createServer } from 'vite';
import { findBrowser } from '../../support/find-browser.mjs';
import { openModule, repoRoot } from '../../support/load.mjs';

const [things = 200, seconds = 600] = process.argv.slice(2).map(Number);
const flags = await openModule('tests/support/browser-flags.ts');
const server = await createServer({
  configFile: false,
  root: repoRoot,
  logLevel: 'error',
  cacheDir: 'node_modules/.cache/vite-video-e2e',
  optimizeDeps: { entries: [], include: ['mediabunny'] },
  server: { port: 0, hmr: false, watch: null, host: '127.0.0.1' },
});
await server.listen();
const browser = await chromium.launch({
  executablePath: findBrowser()?.path,
  args: [
    ...flags.exports.browserFlags({ software: true }),
    '--js-flags=--expose-gc',
    '--enable-precise-memory-info',
  ],
});

async function evaluate(work, argument) {
  const page = await browser.newPage({ viewport: { width: 400, height: 300 } });
  page.on('pageerror', (error) => console.error(error.message));
  await page.goto(`${server.resolvedUrls.local[0]}tests/e2e/video/page/page.html`);
  await page.waitForFunction('"tools" in globalThis');
  const result = await page.evaluate(work, argument);
  await page.close();
  return result;
}

const left = await evaluate((count) => globalThis.tools.churn.churn(count), things);
console.log(`${things} things:`, JSON.stringify(left));
const play = await evaluate((length) => globalThis.tools.churn.longPlay(length), seconds);
console.log(`${seconds} s of video:`, JSON.stringify(play));
await browser.close();
await server.close();
await flags.close();

const isClean = left.canvases + left.layers + left.listeners + left.gpuBytes + left.errors.length === 0;
const [heapBefore, heapAfter] = play.heapBytes;
const isFlat = play.gpuBytes[0] === play.gpuBytes[1] && heapAfter - heapBefore < 2_000_000;
console.log(isClean && isFlat && play.stale === 0 ? 'Nothing left, nothing old.' : 'FAILED');
process.exit(isClean && isFlat && play.stale === 0 ? 0 : 1);
