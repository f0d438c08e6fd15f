import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readSnippets, type Snippet, withContext } from '../../support/readme.ts';
import { packageBin } from '../../support/setup.mjs';
import { listPackages, readManifest, readText, repoRoot } from '../../support/source.ts';

const context = 'tests/unit/repo/readme-context.ts';
const folder = 'tests/out/readme';
const published = listPackages().filter((name) => !readManifest(`packages/${name}`).private);

// Every block of code is a module of its own. A name that it does not declare comes from readme-context.ts.
test('the snippets of the READMEs compile under the strict options', { timeout: 180_000 }, () => {
  const modules = readSnippets().flatMap(toModules);
  expect(modules.length).toBeGreaterThan(25);
  rmSync(join(repoRoot, folder), { recursive: true, force: true });
  mkdirSync(join(repoRoot, folder), { recursive: true });
  for (const { name, code } of modules)
    writeFileSync(join(repoRoot, folder, name), withContext(code, context, `../../../${context}`));
  // React belongs to the examples.
  const installed = '../../../examples/node_modules';
  const paths = {
    react: [`${installed}/@types/react`],
    'react/*': [`${installed}/@types/react/*`],
    '@react-three/fiber': [`${installed}/@react-three/fiber`],
  };
  const compilerOptions = { composite: false, declaration: false, isolatedDeclarations: false, paths };
  const config = { extends: '../../../tsconfig.json', compilerOptions, include: ['*'], exclude: [] };
  writeFileSync(join(repoRoot, folder, 'tsconfig.json'), JSON.stringify(config));
  const { stdout } = spawnSync(process.execPath, [packageBin('typescript', 'tsc'), '-p', folder], {
    cwd: repoRoot,
    encoding: 'utf8',
  });
  // The first part of an error is the README, the line of the snippet in it, and the line in the snippet.
  expect(stdout.split('\n').filter((text) => text.includes('error'))).toEqual([]);
});

/** TypeScript, and the module scripts of pages. */
function toModules({ readme, line, language, code }: Snippet): { name: string; code: string }[] {
  const name = `${readme.replaceAll('/', '.')}.${line}`;
  if (/^(ts|tsx)$/.test(language)) return [{ name: `${name}.${language}`, code }];
  if (language !== 'html') return [];
  const scripts = code.matchAll(/<script type="module">([\s\S]*?)<\/script>/g);
  return [...scripts].map(([, script = ''], index) => ({ name: `${name}.${index}.ts`, code: script }));
}

describe.each(published)('the README of %s', (name) => {
  const text = readText(`packages/${name}/README.md`);
  const manifest = readManifest(`packages/${name}`);

  test('begins with how to install it and an example', () => {
    const [install, example] = readSnippets().filter(({ readme }) => readme === `packages/${name}/README.md`);
    expect(text.split('```')[0]!.split('\n').length).toBeLessThan(8);
    expect(install?.code).toContain(`npm install @frameloom/${name}`);
    expect(example?.language).toBe('ts');
  });

  test('links to nothing that is not published with it', () => {
    expect(text.match(/\]\((?!https:|#)[^)]*\)/g) ?? []).toEqual([]);
  });

  test('names the version that it is published with', () => {
    const versions = [...text.matchAll(/@frameloom\/\w+@([\d.]+)/g)].map(([, version]) => version);
    expect(versions.filter((version) => version !== manifest.version)).toEqual([]);
  });
});
