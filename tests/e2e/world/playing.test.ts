// The level in a browser without the gallery: keys, fingers and gamepads; hidden pages; a canvas or a device that goes
// away; and recordings of other games.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readEpisodes, type Episode, type EpisodeHeader } from '@frameloom/world';
import type { Browser, CDPSession, Page } from 'playwright';
import { createServer, type ViteDevServer } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from '../../support/browser.ts';
import { repoRoot } from '../../support/source.ts';
import type { Tools } from './page/page.ts';

declare const tools: Tools;
const patience = { timeout: 60_000, interval: 200 };
let server: ViteDevServer;
let browser: Browser;
let page: Page;
let fingers: CDPSession | undefined;
const exceptions: string[] = [];

beforeAll(async () => {
  server = await createServer({
    configFile: false,
    root: repoRoot,
    logLevel: 'error',
    cacheDir: 'node_modules/.cache/vite-world-e2e',
    optimizeDeps: { noDiscovery: true, include: [] },
    server: { port: 0, hmr: false, watch: null, host: '127.0.0.1' },
  });
  await server.listen();
  browser = await launchBrowser();
  const context = await browser.newContext({ viewport: { width: 300, height: 300 }, hasTouch: true });
  page = await context.newPage();
  page.on('pageerror', (error) => exceptions.push(error.message));
  page.setDefaultTimeout(100_000);
  await page.goto(`${server.resolvedUrls!.local[0]}tests/e2e/world/page/page.html`, { timeout: 100_000 });
  await page.waitForFunction('"tools" in globalThis');
  await page.evaluate(() => tools.start());
}, 200_000);
afterAll(async () => {
  await browser.close();
  await server.close();
});

const last = (): Promise<string | undefined> => page.evaluate(() => tools.last());
const count = (): Promise<number> => page.evaluate(() => tools.steps.length);
const untilLast = (action: string): Promise<void> => expect.poll(last, patience).toBe(action);
const untilMore = async (): Promise<void> => {
  const before = await count();
  await expect.poll(count, patience).toBeGreaterThan(before);
};

async function touch(type: 'touchStart' | 'touchMove' | 'touchEnd', x?: number, y?: number): Promise<void> {
  fingers ??= await page.context().newCDPSession(page);
  const touchPoints = x === undefined ? [] : [{ x, y: y ?? 0 }];
  await fingers.send('Input.dispatchTouchEvent', { type, touchPoints });
}

test('keys, fingers and gamepads move the player', { timeout: 240_000 }, async () => {
  await untilLast('stay');
  await page.keyboard.down('KeyW');
  await untilLast('up');
  await page.keyboard.down('ArrowLeft');
  await untilLast('left');
  await page.keyboard.up('ArrowLeft');
  await untilLast('up');
  await page.keyboard.up('KeyW');
  await untilLast('stay');

  // A swipe holds until the next one; a tap lets go.
  await touch('touchStart', 150, 150);
  await touch('touchMove', 190, 155);
  await untilLast('right');
  await touch('touchEnd');
  await untilMore();
  expect(await last()).toBe('right');
  await touch('touchStart', 150, 150);
  await touch('touchMove', 150, 200);
  await touch('touchEnd');
  await untilLast('down');
  await touch('touchStart', 100, 100);
  await touch('touchEnd');
  await untilLast('stay');

  const hold = (buttons: number[], axes: number[]): Promise<void> =>
    page.evaluate(
      ([pressed, values]) => {
        const pad = {
          buttons: Array.from({ length: 16 }, (_, i) => ({ pressed: pressed!.includes(i) })),
          axes: values,
        };
        Object.defineProperty(navigator, 'getGamepads', { value: () => [null, pad], configurable: true });
      },
      [buttons, axes],
    );
  await hold([12], [0, 0]);
  await untilLast('up');
  await hold([], [-0.9, 0]);
  await untilLast('left');
  await hold([], [0.1, 0.2]);
  await untilLast('stay');
});

test('a hidden page stands still, and does not catch up', { timeout: 120_000 }, async () => {
  const hide = (hidden: boolean): Promise<void> =>
    page.evaluate((value) => {
      Object.defineProperty(document, 'hidden', { value, configurable: true });
    }, hidden);
  await hide(true);
  await page.waitForTimeout(300);
  const before = await count();
  await page.waitForTimeout(1500);
  expect(await count()).toBe(before);
  expect(await page.evaluate(() => tools.isRunning())).toBe(false);
  const shown = await page.evaluate(() => performance.now());
  await hide(false);
  await untilMore();
  const times = await page.evaluate(() => tools.steps.map(({ at }) => at));
  // Fifteen steps' worth of time went by.
  expect(times.filter((at) => at > shown && at < shown + 150).length).toBeLessThanOrEqual(3);
});

test('a canvas without pixels, then one that is taken away', { timeout: 120_000 }, async () => {
  await page.evaluate(() => tools.resizeCanvas(0));
  await untilMore();
  await page.evaluate(() => tools.resizeCanvas(128));
  await untilMore();
  expect(await page.evaluate(() => tools.errors)).toEqual([]);
  await page.evaluate(() => tools.takeCanvas());
  await expect.poll(() => page.evaluate(() => tools.errors.length), patience).toBe(1);
  expect(await page.evaluate(() => tools.errors[0])).toMatchObject({
    code: 'invalid-texture',
    message: expect.stringMatching(/canvas was taken away/),
  });
  expect(await page.evaluate(() => tools.isRunning())).toBe(false);
  // The level goes on, and so does the canvas.
  const at = await page.evaluate(() => tools.stepByHand());
  await page.evaluate(() => tools.start());
  await untilMore();
  expect(await page.evaluate(() => tools.stepByHand())).toBeGreaterThan(at + 1);
  expect(await page.evaluate(() => tools.errors.length)).toBe(1);
});

type Recorded = { header: EpisodeHeader; episodes: Episode[]; bytes: Uint8Array };
const recorded = async (kind: 'recordPainted' | 'recordThree'): Promise<Recorded> => {
  const bytes = Uint8Array.from(await page.evaluate((name) => tools[name](), kind));
  return { ...(await readEpisodes(bytes)), bytes };
};
const colorAt = ({ header }: Recorded, { frames }: Episode, frame: number, x: number, y: number) =>
  header.palette[frames[(frame * 16 + y) * 24 + x]!];

test('recordings of a painted game hold its pixels', { timeout: 120_000 }, async () => {
  const file = await recorded('recordPainted');
  expect(file.header).toMatchObject({ level: 'tiny', actions: ['stay', 'right'], world: [6, 4] });
  expect(file.header.digitalSourceType).toMatch(/digitalsourcetype\/algorithmicMedia$/);
  expect(file.episodes.map(({ seed, bot }) => [seed, bot])).toEqual([
    [5, 'test'],
    [6, 'test'],
  ]);
  for (const episode of file.episodes) {
    expect([...episode.actions]).toEqual([1, 0, 1, 0]);
    expect([...episode.movers]).toEqual([0, 2, 0, 1, 2, 1, 2, 2, 0, 3, 2, 1, 4, 2, 0]);
    for (let frame = 0; frame <= 4; frame++) {
      expect(colorAt(file, episode, frame, 0, 0)).toEqual([0, 0, frame * 20]);
      expect(colorAt(file, episode, frame, 12, 12)).toEqual([255, 0, 0]);
    }
  }
  expectPythonReads(file);
});

test('recordings of a three.js game hold its pixels', { timeout: 120_000 }, async () => {
  const file = await recorded('recordThree');
  const [episode] = file.episodes;
  for (let frame = 0; frame <= 3; frame++) {
    expect(colorAt(file, episode!, frame, 12, 8)).toEqual([0, 255, 0]);
    const [red, green, blue] = colorAt(file, episode!, frame, 1, 1)!;
    expect([red, green]).toEqual([0, 0]);
    expect(Math.abs(blue! - frame * 50)).toBeLessThanOrEqual(1);
  }
});

test('after a lost device the game goes on from its last step', { timeout: 240_000 }, async () => {
  for (let loss = 1; loss <= 3; loss++) {
    const before = await page.evaluate(() => {
      tools.loseDevice();
      return tools.stepCount();
    });
    const taken = await count();
    await expect.poll(count, patience).toBeGreaterThan(taken + 2);
    expect(await page.evaluate(() => tools.stepCount())).toBeGreaterThan(before + 1);
    expect(await page.evaluate(() => tools.isRunning())).toBe(true);
  }
  expect(await page.evaluate(() => tools.errors.length)).toBe(1);
  expect(exceptions).toEqual([]);
});

/** The recipe's own reader, where there is a Python with numpy. */
function expectPythonReads({ bytes, episodes }: Recorded): void {
  const python = process.env['PYTHON'] ?? 'python3';
  if (spawnSync(python, ['-c', 'import numpy']).status !== 0) return;
  const folder = mkdtempSync(join(tmpdir(), 'episodes-'));
  writeFileSync(join(folder, 'a.episodes'), bytes);
  const script = `
import sys
sys.path.insert(0, 'models/shared')
from episodes import Recordings
r = Recordings(sys.argv[1])
e = r[1]
print(len(r), e.seed, e.bot, e.actions.tolist(), e.movers[:, 0, 0].tolist(), e.frames.shape, int(e.frames.sum()))`;
  const run = spawnSync(python, ['-c', script, join(folder, 'a.episodes')], {
    cwd: repoRoot,
    encoding: 'utf8',
  });
  rmSync(folder, { recursive: true });
  const sum = episodes[1]!.frames.reduce((total, value) => total + value, 0);
  expect(run.stderr).toBe('');
  expect(run.stdout.trim()).toBe(`2 6 test [1, 0, 1, 0] [0, 1, 2, 3, 4] (5, 16, 24) ${sum}`);
}
