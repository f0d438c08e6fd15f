import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageBin } from '../../support/setup.mjs';
import { listFiles, readModule, readText, repoRoot } from '../../support/source.ts';

const context = 'tests/unit/repo/readme-context.ts';
const folder = 'tests/out/readme';

// Every ```ts block is a module of its own. A name that it does not declare comes from readme-context.ts.
test('the snippets of the READMEs compile under the strict options', () => {
  const readmes = listFiles('', (path) => /^(packages\/\w+\/)?README\.md$/.test(path));
  expect(readmes.length).toBeGreaterThan(6);
  rmSync(join(repoRoot, folder), { recursive: true, force: true });
  mkdirSync(join(repoRoot, folder), { recursive: true });
  for (const path of readmes) {
    for (const { line, code } of snippets(readText(path)))
      writeFileSync(join(repoRoot, folder, `${path.replaceAll('/', '.')}.${line}.ts`), withContext(code));
  }
  const compilerOptions = { composite: false, declaration: false, isolatedDeclarations: false };
  const config = { extends: '../../../tsconfig.json', compilerOptions, include: ['*.ts'], exclude: [] };
  writeFileSync(join(repoRoot, folder, 'tsconfig.json'), JSON.stringify(config));
  const { stdout } = spawnSync(process.execPath, [packageBin('typescript', 'tsc'), '-p', folder], {
    cwd: repoRoot,
    encoding: 'utf8',
  });
  // The first part of an error is the README, the line of the snippet in it, and the line in the snippet.
  expect(stdout.split('\n').filter((text) => text.includes('error'))).toEqual([]);
});

function snippets(text: string): { line: number; code: string }[] {
  return [...text.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map((match) => ({
    line: text.slice(0, match.index).split('\n').length,
    code: match[1]!,
  }));
}

function withContext(code: string): string {
  const declared = new Set(
    [...code.matchAll(/\b(?:const|let|function|import)\s+(?:\* as )?(\{[^}]*\}|\w+)/g)].flatMap(([, names]) =>
      names!.match(/\w+(?=\s*[,}]|$)/g),
    ),
  );
  const given = readModule(context).exports.map(({ name }) => name);
  const used = given.filter((name) => !declared.has(name) && new RegExp(`\\b${name}\\b`).test(code));
  return `import { ${used.join(', ')} } from '../../unit/repo/readme-context.ts';\n${code}\nexport {};\n`;
}
