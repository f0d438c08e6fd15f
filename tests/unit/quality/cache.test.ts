import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { importsOf, sceneSources } from '../../quality/host/scenes.ts';
import { hashSources, openPictures } from '../../quality/host/picture-cache.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'quality-cache-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

type Write = (index: number, pixels: Uint8Array) => Promise<void>;

async function threeFrames(write: Write): Promise<void> {
  for (let index = 0; index < 3; index++) await write(index, new Uint8Array(16).fill(index + 1));
}

test('pictures are rendered once and read back by frame', async () => {
  let renders = 0;
  const render = async (write: Write): Promise<void> => {
    renders += 1;
    await threeFrames(write);
  };
  for (const fresh of [false, false, true]) {
    const file = await openPictures(folder, 'scene-method-hash', 16, fresh, render);
    expect([...(await file.read(2))]).toEqual(Array.from({ length: 16 }, () => 3));
    expect([...(await file.read(0))]).toEqual(Array.from({ length: 16 }, () => 1));
    await expect(file.read(3)).rejects.toThrow(/cut short/);
    await file.close();
  }
  expect(renders).toBe(2);
});

test('a run that fails leaves nothing that looks finished', async () => {
  const failing = async (write: Write): Promise<void> => {
    await write(0, new Uint8Array(16));
    throw new Error('device lost');
  };
  await expect(openPictures(folder, 'key', 16, false, failing)).rejects.toThrow('device lost');
  expect(readdirSync(folder)).toEqual([]);
});

test('what interrupted runs left behind is cleared away', async () => {
  writeFileSync(join(folder, 'old.rgba.999999999.partial'), 'x');
  writeFileSync(join(folder, `other.rgba.${process.pid}.partial`), 'x');
  const file = await openPictures(folder, 'key', 16, false, threeFrames);
  await file.close();
  expect(readdirSync(folder).toSorted()).toEqual(['key.rgba', `other.rgba.${process.pid}.partial`]);
});

test('a hash follows contents and facts, not time', () => {
  const path = join(folder, 'a.ts');
  writeFileSync(path, 'one');
  const first = hashSources([folder, join(folder, 'missing')], { size: 1 });
  writeFileSync(path, 'one');
  expect(hashSources([folder, join(folder, 'missing')], { size: 1 })).toBe(first);
  expect(hashSources([folder], { size: 2 })).not.toBe(first);
  writeFileSync(path, 'two');
  expect(hashSources([folder], { size: 1 })).not.toBe(first);
});

test('a scene is decided by the files it imports, and by no other', () => {
  writeFileSync(join(folder, 'scene.ts'), "import { a } from './a.ts';\nexport type { B } from './b.ts';");
  writeFileSync(
    join(folder, 'a.ts'),
    "const code = await import('./lazy.ts');\nimport text from './note.wgsl?raw';",
  );
  for (const name of ['b.ts', 'lazy.ts', 'note.wgsl', 'other.ts']) writeFileSync(join(folder, name), '');
  const names = [...importsOf(join(folder, 'scene.ts'))].map((path) => basename(path));
  expect(names.toSorted()).toEqual(['a.ts', 'b.ts', 'lazy.ts', 'note.wgsl', 'scene.ts']);

  const root = join(import.meta.dirname, '../../..');
  const market = sceneSources('market', root);
  expect(market).toContain('packages/scenes/src/market/market.ts');
  expect(market).toContain('packages/scenes/src/kit/stage.ts');
  expect(market).not.toContain('packages/scenes/src/parade.ts');
});
