import { describe, expect, test } from 'vitest';
import {
  type ModuleFacts,
  listModules,
  listPackages,
  readArrows,
  readManifest,
  readModule,
  resolveRelative,
} from '../../support/source.ts';

const arrows = readArrows();

const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

test('the drawing in CONTRIBUTING.md holds every package', () => {
  expect([...arrows.keys()].toSorted()).toEqual(listPackages());
});

describe.each(listPackages())('packages/%s', (name) => {
  const folder = `packages/${name}`;
  const modules = listModules(`${folder}/src`).map(readModule);
  const { workspace, external } = arrows.get(name) ?? { workspace: [], external: [] };
  const allowed = new Set([...workspace.map((other) => `@frameloom/${other}`), ...external]);
  const manifest = readManifest(folder);

  test('imports only what its arrows allow', () => {
    const wrong = packageImports(modules).filter(({ specifier }) => !allowed.has(packageOf(specifier)));
    expect(wrong.map(where)).toEqual([]);
  });

  test('imports along each of its arrows', () => {
    const used = new Set(packageImports(modules).map(({ specifier }) => packageOf(specifier)));
    expect([...allowed].filter((other) => !used.has(other))).toEqual([]);
  });

  test('reaches other packages through their public entries', () => {
    const wrong = packageImports(modules).filter(({ specifier }) => !isPublicEntry(specifier));
    expect(wrong.map(where)).toEqual([]);
  });

  test('stays in its folder with relative imports', () => {
    const wrong = modules.flatMap(({ path, imports }) =>
      imports
        .filter(({ specifier }) => resolveRelative(path, specifier)?.startsWith(`${folder}/src/`) === false)
        .map((item) => where({ path, ...item })),
    );
    expect(wrong).toEqual([]);
  });

  test('declares what it imports', () => {
    const used = new Set(packageImports(modules).map(({ specifier }) => packageOf(specifier)));
    const declared = { ...manifest.dependencies, ...manifest.peerDependencies };
    expect([...used].filter((dependency) => !(dependency in declared))).toEqual([]);
  });
});

test.each(['gpu', 'nn', 'upscale', 'interpolate'])(
  'packages/%s runs in workers and in Node: it knows no DOM',
  (name) => {
    const modules = listModules(`packages/${name}/src`).map(readModule);
    const wrong = modules.flatMap(({ path, identifiers }) =>
      [...identifiers]
        .filter((word) => /^(HTML\w*|SVG\w*|document)$/.test(word))
        .map((word) => `${path}: ${word}`),
    );
    expect(wrong).toEqual([]);
  },
);

test.each(['models', 'tests'])('%s reach for no file of the examples', (folder) => {
  // Parts of the gallery that tests read directly: its settings, and the checks of files that visitors drop.
  const allowed = new Set([
    'examples/shared/pace.ts',
    'examples/shared/settings.ts',
    'examples/shared/ui/advice.ts',
    'examples/model/check.ts',
    'examples/model/check-panorama.ts',
  ]);
  const wrong = listModules(folder).flatMap((path) =>
    readModule(path)
      .imports.filter(({ specifier }) => {
        const target = resolveRelative(path, specifier) ?? '';
        return target.startsWith('examples/') && !allowed.has(target);
      })
      .map((item) => where({ path, ...item })),
  );
  expect(wrong).toEqual([]);
});

describe('examples', () => {
  const modules = listModules('examples').map(readModule);

  test('use public entries only', () => {
    const wrong = packageImports(modules).filter(({ specifier }) => !isPublicEntry(specifier));
    expect(wrong.map(where)).toEqual([]);
  });

  test('stay in their folder with relative imports', () => {
    const wrong = modules.flatMap(({ path, imports }) =>
      imports
        .filter(({ specifier }) => resolveRelative(path, specifier)?.startsWith('examples/') === false)
        .map((item) => where({ path, ...item })),
    );
    expect(wrong).toEqual([]);
  });
});

type Located = { path: string; specifier: string; line: number };

function packageImports(modules: ModuleFacts[]): Located[] {
  return modules.flatMap(({ path, imports }) =>
    imports
      .filter(({ specifier }) => !specifier.startsWith('.') && !specifier.startsWith('node:'))
      .map(({ specifier, line }) => ({ path, specifier, line })),
  );
}

function isPublicEntry(specifier: string): boolean {
  const name = /^@frameloom\/([^/]+)/.exec(specifier)?.[1];
  if (!name) return true;
  const subpath = `.${specifier.slice(`@frameloom/${name}`.length)}`;
  return listPackages().includes(name) && subpath in (readManifest(`packages/${name}`).exports ?? {});
}

function where({ path, specifier, line }: Located): string {
  return `${path}:${line} imports ${specifier}`;
}
