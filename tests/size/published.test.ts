import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { packInto } from '../support/build-packages.mjs';
import { packageBin } from '../support/setup.mjs';
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
