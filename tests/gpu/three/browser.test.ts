// What only a browser has: WebGL2 instead of WebGPU, animation frames. A canvas in a worker is one of tests/install.
import { chromium, type Browser } from 'playwright';
import { createServer, type ViteDevServer } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { browserFlags } from '../../support/browser-flags.ts';
import { findBrowser } from '../../support/find-browser.mjs';
import { repoRoot } from '../../support/source.ts';
import type { ShownFrames } from './browser/show-frames.ts';
import type { Shown } from './browser/show.ts';

let server: ViteDevServer;
let browser: Browser;

beforeAll(async () => {
  server = await createServer({
    configFile: false,
    root: repoRoot,
    logLevel: 'error',
    cacheDir: 'node_modules/.cache/vite-three-browser',
    resolve: { dedupe: ['three'] },
    optimizeDeps: {
      entries: [],
      include: ['three/webgpu', 'three/tsl', 'three/addons/tsl/display/TAAUNode.js'],
    },
    server: { port: 0, hmr: false, watch: null, host: '127.0.0.1' },
  });
  await server.listen();
  const { path } = findBrowser() ?? {};
  browser = await chromium.launch({
    ...(path && { executablePath: path }),
    args: browserFlags({ software: true }),
  });
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

async function open(mode: string): Promise<{ shown: Shown; warnings: string[]; errors: string[] }> {
  const page = await browser.newPage();
  const warnings: string[] = [];
  const errors: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'warning') warnings.push(message.text());
    if (message.type() === 'error') errors.push(message.text());
  });
  page.on('pageerror', (error) => errors.push(error.message));
  await page.goto(`${server.resolvedUrls!.local[0]}tests/gpu/three/browser/page.html?mode=${mode}`);
  await page.waitForFunction('"shown" in globalThis');
  const shown = (await page.evaluate('globalThis.shown')) as Shown;
  await page.close();
  return { shown, warnings, errors };
}

function expectPicture({ centre, corner }: Shown): void {
  expect(centre[0]).toBeGreaterThan(220);
  expect(centre[2]).toBeLessThan(40);
  expect(corner[2]).toBeGreaterThan(220);
  expect(corner[0]).toBeLessThan(40);
}

test('upscales in a page', async () => {
  const { shown, errors } = await open('page');
  expect(errors).toEqual([]);
  expect(shown).toMatchObject({ backend: 'webgpu', fallbacks: 0, ratio: 2 });
  expectPicture(shown);
});

test.each(['frames', 'frames-in-worker'])('shows generated frames on a canvas: %s', async (mode) => {
  const { shown, errors } = await open(mode);
  expect(errors).toEqual([]);
  const { stats, updates, ...picture } = shown as unknown as ShownFrames;
  expect(stats.generated).toBeGreaterThan(10);
  expect(updates).toBeLessThan(stats.shown);
  expectPicture(picture as Shown);
});

test("on WebGL2 three's own upscaler shows, with one warning", async () => {
  const { shown, warnings, errors } = await open('webgl');
  expect(errors).toEqual([]);
  expect(shown).toMatchObject({ backend: 'webgl', fallbacks: 1 });
  expectPicture(shown);
  expect(warnings.filter((text) => text.includes('Frameloom'))).toHaveLength(1);
});
