import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { packInto } from '../support/build-packages.mjs';
import { packageBin, pnpm } from '../support/setup.mjs';
import { listPublished, publicExports, readManifest, repoRoot } from '../support/source.ts';

// The packages as an application gets them from the registry: built, without the workspace around them.
const app = join(repoRoot, 'tests/out/app');

beforeAll(async () => {
  await packInto(app);
  mkdirSync(join(app, 'node_modules/@types'), { recursive: true });
  for (const name of ['three', '@types/three', '@types/node', '@webgpu/types']) {
    mkdirSync(join(app, 'node_modules', name, '..'), { recursive: true });
    symlinkSync(join(repoRoot, 'node_modules', name), join(app, 'node_modules', name), 'junction');
  }
  writeFileSync(join(app, 'package.json'), '{ "type": "module" }');
}, 120_000);

describe.each(listPublished())('@frameloom/%s', (name) => {
  const values = publicExports(`packages/${name}/src/index.ts`)
    .filter(({ kind }) => kind !== 'type' && kind !== 'interface')
    .map((item) => item.name);

  test('is imported by Node with the values of its source', () => {
    const script = `globalThis.self = globalThis;
      const found = await import('@frameloom/${name}');
      console.log(JSON.stringify(Object.keys(found).sort()));`;
    const { stdout, stderr, status } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      cwd: app,
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toEqual(values.toSorted());
  });

  test('says what it contains', () => {
    const { publishConfig } = readManifest(`packages/${name}`);
    expect(publishConfig?.exports?.['.']).toEqual({ types: './dist/index.d.ts', default: './dist/index.js' });
  });
});

test('an application compiles against the declarations', () => {
  const imports = listPublished().map((name) => `import * as ${name}Package from '@frameloom/${name}';`);
  const uses = listPublished().map((name) => `${name}Package`);
  writeFileSync(join(app, 'main.ts'), `${imports.join('\n')}\nexport const all = [${uses.join(', ')}];\n`);
  const compilerOptions = {
    target: 'es2023',
    lib: ['es2023', 'dom'],
    module: 'esnext',
    moduleResolution: 'bundler',
    types: ['@webgpu/types'],
    strict: true,
    noEmit: true,
    // Our declarations are checked, the ones of three are not ours to check.
    skipLibCheck: false,
  };
  writeFileSync(join(app, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['main.ts'] }));
  const { stdout } = spawnSync(process.execPath, [packageBin('typescript', 'tsc'), '-p', app], {
    encoding: 'utf8',
  });
  expect(stdout.split('\n').filter((line) => line.includes('@frameloom'))).toEqual([]);
});

describe('a pack', () => {
  const home = join(repoRoot, 'packages/upscale');
  const pack = (command: string, args: string[]): { status: number | null; text: string } => {
    const { status, stdout, stderr } = spawnSync(command, args, {
      cwd: home,
      encoding: 'utf8',
      shell: process.platform === 'win32',
    });
    return { status, text: stdout + stderr };
  };

  test('by pnpm holds the build, its declarations and the licence, and no workspace', () => {
    rmSync(join(home, 'dist'), { recursive: true, force: true });
    const folder = join(repoRoot, 'tests/out/pack');
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const { status, text } = pack('npx', ['-y', pnpm, 'pack', '--pack-destination', folder]);
    expect(status, text).toBe(0);
    const [file = ''] = readdirSync(folder);
    const unpacked = spawnSync('tar', ['xzf', file], { cwd: folder });
    expect(unpacked.status).toBe(0);
    const files = readdirSync(join(folder, 'package'), { recursive: true }).map(String);
    expect(files).toEqual(
      expect.arrayContaining(['LICENSE', 'README.md', join('dist', 'index.js'), join('dist', 'index.d.ts')]),
    );
    expect(files.filter((path) => path.startsWith('src') || path.endsWith('.wgsl'))).toEqual([]);
    const manifest = readFileSync(join(folder, 'package/package.json'), 'utf8');
    expect(manifest).not.toContain('workspace:');
    expect(manifest).not.toContain('./src/');
    console.log(`@frameloom/upscale: ${(statSync(join(folder, file)).size / 1000).toFixed(0)} kB packed`);
  }, 120_000);

  test('by npm is refused: it would keep workspace:* and point at the sources', () => {
    const { status, text } = pack('npm', ['pack', '--dry-run']);
    expect(status).not.toBe(0);
    expect(text).toContain('pnpm pack');
  });

  test.each(listPublished())('of %s builds first', (name) => {
    expect(readManifest(`packages/${name}`).scripts?.['prepack']).toBe(
      'node ../../tests/support/prepack.mjs',
    );
  });
});
