// What is in the tarballs, and whether Node and compilers can use it.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import { readSnippets } from '../support/readme.ts';
import { listPublished, publicExports, readManifest, repoRoot } from '../support/source.ts';
import { pasted, three } from './apps.ts';
import { compile } from './compile.ts';

const plain = inject('plain');
const fiber = inject('fiber');
const tarballs = inject('tarballs');

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
  const run = Object.entries({ ...pasted, [three]: [...pasted[three]!, 'react', 'recipes'] }).flatMap(
    ([readme, folders]) => folders.map((folder) => `${readme} ${folder}`),
  );
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
    // TypeScript 7 has the types of WebGPU and not its constants, such as GPUBufferUsage.
    const files = sources(plain).filter((path) => compiler.typescript === 5 || !path.startsWith('gpu'));
    expect(await compile(plain, files, compiler)).toEqual([]);
  });

  test.each([
    { typescript: 5, resolution: 'bundler' },
    { typescript: 7, resolution: 'nodenext' },
  ] as const)('with React: TypeScript $typescript, $resolution', async (compiler) => {
    writeFileSync(join(fiber, 'all.ts'), everyEntry());
    expect(await compile(fiber, ['all.ts', ...sources(fiber)], compiler)).toEqual([]);
  });
});

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
