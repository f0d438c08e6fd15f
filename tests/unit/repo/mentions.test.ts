import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { listFiles, readText } from '../../support/source.ts';

/** Written by a command; not in the repository. */
const written = new Set(['table.md']);

test('files that comments and pages name are there', () => {
  const files = listFiles();
  const known = new Set(files.map((path) => basename(path)));
  const missing = files
    .filter((path) => /\.(ts|mts|mjs|wgsl|py|md)$/.test(path))
    .flatMap((path) =>
      prose(path).flatMap((line) =>
        [...line.matchAll(/[\w./*-]*\w\.(?:ts|wgsl|py|md|mjs)\b(?![\w(])/g)]
          .map(([name]) => basename(name))
          .filter((name) => !name.includes('*') && !known.has(name) && !written.has(name))
          .map((name) => `${path} names ${name}`),
      ),
    );
  expect(missing).toEqual([]);
});

/** Lines of a page without its code blocks, or the comments of a source file. */
function prose(path: string): string[] {
  const text = readText(path);
  if (path.endsWith('.md')) return text.replaceAll(/^```[\s\S]*?^```$/gm, '').split('\n');
  if (path.endsWith('.py')) return text.match(/#[^\n]*|"""[\s\S]*?"""/g) ?? [];
  return text.match(/(?:^|\s)\/\/[^\n]*|\/\*[\s\S]*?\*\//g) ?? [];
}
