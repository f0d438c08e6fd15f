import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  findCircles,
  listFiles,
  listModules,
  listPackages,
  readManifest,
  readModule,
  readText,
  repoRoot,
} from '../../support/source.ts';

const topLevel = [
  'packages',
  'examples',
  'models',
  'tests',
  'package.json',
  'pnpm-workspace.yaml',
  'tsconfig.json',
];
const alsoThere = ['README.md', 'LICENSE', 'pnpm-lock.yaml', 'node_modules'];
const textFiles = /\.(ts|mts|mjs|js|wgsl|md|json|yaml|yml|html|css|py|toml)$|\.ci\/run$/;

test('the top level holds the agreed names and dotfiles', () => {
  const names = readdirSync(repoRoot).filter((name) => !name.startsWith('.'));
  expect(names.filter((name) => ![...topLevel, ...alsoThere].includes(name))).toEqual([]);
  expect(names).toContain('README.md');
});

describe('text files', () => {
  const files = listFiles('', (path) => textFiles.test(path) && path !== 'pnpm-lock.yaml');

  test('hold no notes to self', () => {
    // The brackets keep this line from matching itself.
    expect(linesMatching(files, /\b(T[O]DO|F[I]XME|X[X]X)\b/)).toEqual([]);
  });

  test('name no folder of one machine', () => {
    expect(
      linesMatching(files, /(?<![\w./:*-])(\/(home|Users|root|work|tmp|mnt)\/\w|[A-Z]:\\Users\\)/),
    ).toEqual([]);
  });

  test('end lines the same way', () => {
    expect(files.filter((path) => readText(path).includes('\r'))).toEqual([]);
  });
});

test('the lock file names no registry', () => {
  expect(readText('pnpm-lock.yaml')).not.toMatch(/https?:\/\//);
});

describe('TypeScript in packages, examples and models', () => {
  const modules = ['packages', 'examples', 'models'].flatMap(listModules).map(readModule);

  test('stays in files of at most 250 lines', () => {
    const long = modules.filter(({ text }) => text.trimEnd().split('\n').length > 250);
    expect(long.map(({ path }) => path)).toEqual([]);
  });

  test('stays in functions of at most 80 lines', () => {
    const long = modules.flatMap(({ path, functions }) =>
      functions
        .filter(({ lines }) => lines > 80)
        .map(({ name, line, lines }) => `${path}:${line} ${name}, ${lines} lines`),
    );
    expect(long).toEqual([]);
  });

  test('imports in no circle, types included', () => {
    expect(findCircles(modules)).toEqual([]);
  });
});

describe('TypeScript in packages and examples', () => {
  const modules = [...listModules('packages'), ...listModules('examples')].map(readModule);

  test('holds no shader text', () => {
    const shader =
      /@(compute|vertex|fragment|workgroup_size|group|binding)\b|\bvar<(storage|uniform|workgroup)|\bfn \w+\s*\(/;
    const found = modules.flatMap(({ path, strings }) =>
      strings.filter(({ text }) => shader.test(text)).map(({ line }) => `${path}:${line}`),
    );
    expect(found).toEqual([]);
  });

  test('uses every shader file', () => {
    const imported = new Set(
      modules.flatMap(({ path, imports }) =>
        imports
          .filter(({ specifier }) => specifier.includes('.wgsl'))
          .map(({ specifier }) => join(path, '..', specifier)),
      ),
    );
    const used = new Set([...imported].map((path) => path.replaceAll('\\', '/').replace(/\?.*$/, '')));
    const shaders = [...listFiles('packages'), ...listFiles('examples')].filter((path) =>
      path.endsWith('.wgsl'),
    );
    expect(shaders.filter((path) => !used.has(path))).toEqual([]);
  });
});

describe.each(listPackages())('packages/%s', (name) => {
  const manifest = readManifest(`packages/${name}`);

  test('has a README with its name and an example', () => {
    const path = `packages/${name}/README.md`;
    expect(existsSync(join(repoRoot, path))).toBe(true);
    expect(readText(path)).toContain(`@frameloom/${name}`);
    expect(readText(path)).toMatch(/```(ts|js|sh|html)/);
  });

  test('has its name and version, and tests', () => {
    expect(manifest.name).toBe(`@frameloom/${name}`);
    expect(manifest.version).toBe(readManifest('').version);
    const tests = listFiles('tests', (path) => path.endsWith('.test.ts'));
    expect(tests.filter((path) => path.split('/')[2] === name)).not.toEqual([]);
  });

  test.skipIf(manifest.private)('is ready to be published', () => {
    // An entry that registers a custom element may be named; nothing else acts when it is imported.
    expect([manifest.sideEffects].flat().filter((file) => file && !/\/element\.[jt]s$/.test(file))).toEqual(
      [],
    );
    expect(manifest.sideEffects).toBeDefined();
    const published = Object.keys(manifest.publishConfig?.exports ?? {});
    expect(published).toEqual(Object.keys(manifest.exports ?? {}));
  });
});

function linesMatching(files: string[], pattern: RegExp): string[] {
  return files.flatMap((path) =>
    readText(path)
      .split('\n')
      .flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1} ${line.trim()}`] : [])),
  );
}
