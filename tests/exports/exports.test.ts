import { describe, expect, test } from 'vitest';
import { type Export, listPublished, publicExports, readManifest } from '../support/source.ts';

// A changed snapshot is a changed public interface: update it on purpose with `npm test -- unit tests/exports -u`.
describe.each(listPublished())('packages/%s', (name) => {
  const entries = Object.entries(readManifest(`packages/${name}`).exports ?? {});

  test('has an entry', () => {
    expect(entries.length).toBeGreaterThan(0);
  });

  test('exports what the snapshot says', async () => {
    const pages = entries.map(([subpath, file]) => {
      const exports = publicExports(`packages/${name}/${file.replace('./', '')}`);
      return `${JSON.stringify(subpath)}:\n${describeExports(exports)}`;
    });
    await expect(pages.join('')).toMatchFileSnapshot(`${name}.yaml`);
  });

  test('documents every export', () => {
    const missing = entries.flatMap(([, file]) =>
      publicExports(`packages/${name}/${file.replace('./', '')}`)
        .filter(({ documented }) => !documented)
        .map((item) => item.name),
    );
    expect(missing, 'exports without a doc comment').toEqual([]);
  });

  test('exports names only, no default', () => {
    const exports = entries.flatMap(([, file]) =>
      publicExports(`packages/${name}/${file.replace('./', '')}`),
    );
    expect(exports.map((item) => item.name)).not.toContain('default');
    expect(exports.length).toBeGreaterThan(0);
  });
});

function describeExports(exports: Export[]): string {
  return exports.map((item) => `  ${item.name}: ${item.kind}\n`).join('');
}
