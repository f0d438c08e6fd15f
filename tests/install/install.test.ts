// The packages as an application gets them: packed, installed by npm in empty folders, used as their READMEs say.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { contrast, photograph } from '../e2e/picture.ts';
import { launchBrowser, openPage, type OpenedPage } from '../support/browser.ts';
import { packAll, type Tarball } from '../support/pack.mjs';
import { readSnippets } from '../support/readme.ts';
import { serveFolder, type Served } from '../support/serve-folder.ts';
import { listPublished, publicExports, readManifest, repoRoot } from '../support/source.ts';
import { appsRoot, buildApp, createApp, paste } from './apps.ts';
import { compile } from './compile.ts';
import { pasteRecipes } from './recipes.ts';
import { type Passes, watchPage, watchWorker } from './watch.ts';

const three = 'packages/three/README.md';
const catalog = readFileSync(join(repoRoot, 'pnpm-workspace.yaml'), 'utf8');
const pinned = (name: string): string => {
  const version = new RegExp(`^  '?${name}'?: (\\S+)$`, 'm').exec(catalog)?.[1];
  if (!version) throw new Error(`pnpm-workspace.yaml has no version of ${name}.`);
  return `${name}@${version}`;
};
const react = ['react', 'react-dom', '@types/react', '@types/react-dom', '@react-three/fiber'];

let tarballs: Tarball[];
let plain: string;
let fiber: string;
let recipes: string[];
let browser: Browser;
let served: Served;

beforeAll(async () => {
  tarballs = await packAll(join(repoRoot, 'tests/out/tarballs'));
  plain = createApp('plain', tarballs, ['three', '@types/three', '@webgpu/types'].map(pinned));
  fiber = createApp('fiber', tarballs, ['three', '@types/three', '@webgpu/types', ...react].map(pinned));
  for (const folder of ['vite', 'worker', 'importmap']) paste(plain, three, folder);
  recipes = pasteRecipes(plain, three);
  copyFileSync(join(repoRoot, 'tests/install/page/context.ts'), join(plain, 'recipes/context.ts'));
  copyFileSync(join(repoRoot, 'tests/install/page/recipes.html'), join(plain, 'recipes/index.html'));
  paste(fiber, three, 'react');
  served = await serveFolder(appsRoot);
  browser = await launchBrowser();
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await served?.close();
});

describe('a tarball', () => {
  test.each(listPublished())(
    'of %s holds the build, its declarations and the licence, and no workspace',
    (name) => {
      const { file = '', bytes = 0 } = tarballs.find((item) => item.name === name) ?? {};
      expect(existsSync(file)).toBe(true);
      const home = join(plain, 'node_modules/@frameloom', name);
      const files = readdirSync(home, { recursive: true }).map((path) => String(path).replaceAll('\\', '/'));
      expect(files).toEqual(
        expect.arrayContaining(['LICENSE', 'README.md', 'package.json', 'dist/index.js', 'dist/index.d.ts']),
      );
      expect(files.filter((path) => path.startsWith('src') || path.endsWith('.wgsl'))).toEqual([]);
      const manifest = readFileSync(join(home, 'package.json'), 'utf8');
      expect(manifest).not.toContain('workspace:');
      const { exports } = JSON.parse(manifest) as { exports: Record<string, Record<string, string>> };
      const entries = Object.values(exports).flatMap((entry) => Object.values(entry));
      expect(entries.filter((path) => !existsSync(join(home, path)))).toEqual([]);
      expect(entries.filter((path) => !path.startsWith('./dist/'))).toEqual([]);
      console.log(`@frameloom/${name}: ${(bytes / 1000).toFixed(0)} kB packed`);
    },
  );

  test('is not made by npm, which would keep workspace:* and point at the sources', () => {
    const { status, stdout, stderr } = spawnSync('npm', ['pack', '--dry-run'], {
      cwd: join(repoRoot, 'packages/upscale'),
      encoding: 'utf8',
      shell: process.platform === 'win32',
    });
    expect(status).not.toBe(0);
    expect(stdout + stderr).toContain('pnpm pack');
  });

  test.each(listPublished())('of %s is built before it is packed', (name) => {
    expect(readManifest(`packages/${name}`).scripts?.['prepack']).toBe(
      'node ../../tests/support/prepack.mjs',
    );
  });
});

test('every snippet that a README gives a name is run here', () => {
  const run = ['vite', 'worker', 'importmap', 'react', 'recipes'].map((folder) => `${three} ${folder}`);
  const named = readSnippets().flatMap(({ readme, file }) =>
    file ? [`${readme} ${file.split('/')[0]!}`] : [],
  );
  expect([...new Set(named)].toSorted()).toEqual(run.toSorted());
});

test('Node imports every package with the values of its source', () => {
  const names = listPublished();
  const script = `globalThis.self = globalThis;
    const found = {};
    for (const name of ${JSON.stringify(names)}) found[name] = Object.keys(await import('@frameloom/' + name)).sort();
    console.log(JSON.stringify(found));`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    cwd: plain,
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  const values = (name: string): string[] =>
    publicExports(`packages/${name}/src/index.ts`)
      .filter(({ kind }) => kind !== 'type' && kind !== 'interface')
      .map((item) => item.name)
      .toSorted();
  expect(JSON.parse(stdout)).toEqual(Object.fromEntries(names.map((name) => [name, values(name)])));
});

describe('declarations', () => {
  const sources = (app: string): string[] =>
    readdirSync(app, { recursive: true })
      .map(String)
      .filter((path) => /\.tsx?$/.test(path) && !path.includes('node_modules') && !path.includes('dist'));

  test.each([
    { typescript: 5, resolution: 'nodenext' },
    { typescript: 7, resolution: 'bundler' },
  ] as const)('with three alone: TypeScript $typescript, $resolution', async (compiler) => {
    expect(await compile(plain, sources(plain), compiler)).toEqual([]);
  });

  test.each([
    { typescript: 5, resolution: 'bundler' },
    { typescript: 7, resolution: 'nodenext' },
  ] as const)('with React: TypeScript $typescript, $resolution', async (compiler) => {
    writeFileSync(join(fiber, 'all.ts'), everyEntry());
    expect(await compile(fiber, ['all.ts', ...sources(fiber)], compiler)).toEqual([]);
  });
});

const cors = { 'Access-Control-Allow-Origin': '*', 'Content-Type': 'text/javascript' };

/** Imports everything that the packages offer. */
function everyEntry(): string {
  const entries = listPublished().flatMap((name) =>
    Object.keys(readManifest(`packages/${name}`).exports ?? {}).map(
      (path) => `@frameloom/${name}${path.slice(1)}`,
    ),
  );
  const lines = entries.map((entry, index) => `import * as e${index} from '${entry}';`);
  return `${lines.join('\n')}\nexport const all = [${entries.map((_, index) => `e${index}`).join(', ')}];\n`;
}

describe('in Chromium', () => {
  const upscaler = /^upscale\/accumulate/;
  let opened: OpenedPage;

  beforeAll(async () => {
    const chunks = {
      ...(await buildApp(plain, ['vite', 'worker', 'recipes'])),
      ...(await buildApp(fiber, ['react'])),
    };
    const large = Object.entries(chunks).filter(([, kB]) => kB >= 10);
    console.log(large.map(([name, kB]) => `${name.slice('assets/'.length)}: ${kB.toFixed(0)} kB`).join(', '));
  }, 120_000);

  afterEach(() => opened.close());

  /** Opens a page at a size that a software GPU draws quickly, and counts its compute passes from the start. */
  const open = async (path: string): Promise<{ page: Page; passes: Passes }> => {
    opened = await openPage(browser, 'about:blank', { viewport: { width: 240, height: 136 } });
    const passes = await watchPage(opened.page);
    await opened.page.goto(new URL(path, served.url).href);
    return { page: opened.page, passes };
  };

  const expectUpscaled = async (page: Page, passes: Passes): Promise<void> => {
    await expect.poll(() => passes.count(upscaler), { timeout: 60_000, interval: 100 }).toBeGreaterThan(4);
    expect(contrast(await photograph(page.locator('canvas')))).toBeGreaterThan(5);
    expect(opened.errors).toEqual([]);
  };

  test('an application of Vite and three', async () => {
    const { page, passes } = await open('plain/dist/vite/');
    await expectUpscaled(page, passes);
  });

  test('React with react-three-fiber', async () => {
    const { page, passes } = await open('fiber/dist/react/');
    await expectUpscaled(page, passes);
  });

  test('a worker with an OffscreenCanvas', async () => {
    const { page } = await open('about:blank');
    const started = page.waitForEvent('worker');
    await page.goto(`${served.url}plain/dist/worker/`);
    await expectUpscaled(page, await watchWorker(await started));
  });

  test('an import map and a CDN, without a bundler', async () => {
    const { page, passes } = await open('about:blank');
    const asked = new Set<string>();
    // The CDN gives the files of the packages, which lie here as npm laid them.
    await page.route('https://cdn.jsdelivr.net/npm/**', (route) => {
      const [, name = '', version, path = ''] =
        /npm\/((?:@\w+\/)?\w+)@([\d.]+)\/(.*)/.exec(route.request().url()) ?? [];
      asked.add(`${name}@${version}`);
      return route.fulfill({ path: join(plain, 'node_modules', name, path), headers: cors });
    });
    await page.goto(`${served.url}plain/importmap/`);
    await expectUpscaled(page, passes);
    const installed = (name: string): string =>
      `${name}@${(JSON.parse(readFileSync(join(plain, 'node_modules', name, 'package.json'), 'utf8')) as { version: string }).version}`;
    const used = ['three', ...['three', 'upscale', 'nn', 'gpu'].map((name) => `@frameloom/${name}`)];
    expect([...asked].toSorted()).toEqual(used.map(installed).toSorted());
  });

  test('every recipe', async () => {
    const { page, passes } = await open('plain/dist/recipes/');
    expect(recipes.length).toBeGreaterThan(5);
    for (const recipe of recipes) {
      const before = await passes.count(upscaler);
      await page.evaluate(`run('${recipe}')`);
      const drawn = (): Promise<number> => passes.count(upscaler);
      await expect
        .poll(drawn, { timeout: 30_000, interval: 50, message: recipe })
        .toBeGreaterThan(before + 2);
    }
    await expectUpscaled(page, passes);
  });
});
