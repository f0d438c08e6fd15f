import { describe, expect, test } from 'vitest';
import {
  type ModuleFacts,
  listModules,
  listPackages,
  readManifest,
  readModule,
  resolveRelative,
} from '../../support/source.ts';

type Rule = { workspace: readonly string[]; external: readonly string[] };

/** The arrows of the design: which packages a package may import. A new package gets its line here. */
const arrows: Readonly<Record<string, Rule>> = {
  gpu: { workspace: [], external: [] },
  nn: { workspace: ['gpu'], external: [] },
  upscale: { workspace: ['gpu', 'nn'], external: [] },
  three: { workspace: ['gpu', 'upscale'], external: ['three'] },
  scenes: { workspace: ['three', 'upscale'], external: ['three'] },
  video: { workspace: ['gpu', 'nn'], external: ['mediabunny'] },
  world: { workspace: ['gpu', 'nn'], external: [] },
};

const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

test('every package has its arrows', () => {
  expect(Object.keys(arrows).toSorted()).toEqual(listPackages());
});

describe.each(listPackages())('packages/%s', (name) => {
  const folder = `packages/${name}`;
  const modules = listModules(`${folder}/src`).map(readModule);
  const rule = arrows[name] ?? { workspace: [], external: [] };
  const manifest = readManifest(folder);

  test('imports only what its arrows allow', () => {
    const allowed = new Set([...rule.workspace.map((other) => `@frameloom/${other}`), ...rule.external]);
    const wrong = packageImports(modules).filter(({ specifier }) => !allowed.has(packageOf(specifier)));
    expect(wrong.map(where)).toEqual([]);
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

  test('has no circular imports', () => {
    expect(findCycles(modules)).toEqual([]);
  });
});

test.each(['gpu', 'nn', 'upscale'])('packages/%s runs in workers and in Node: it knows no DOM', (name) => {
  const modules = listModules(`packages/${name}/src`).map(readModule);
  const wrong = modules.flatMap(({ path, identifiers }) =>
    [...identifiers]
      .filter((word) => /^(HTML\w*|SVG\w*|document)$/.test(word))
      .map((word) => `${path}: ${word}`),
  );
  expect(wrong).toEqual([]);
});

test.each(['models', 'tests'])('%s reach for no file of the examples', (folder) => {
  // The settings are a part of the gallery that its own test reads directly.
  const allowed = new Set(['examples/shared/settings.ts']);
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

  test('have no circular imports', () => {
    expect(findCycles(modules)).toEqual([]);
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

/** Cycles of imports that exist at run time, each as `a → b → a`. */
function findCycles(modules: ModuleFacts[]): string[] {
  const edges = new Map(
    modules.map(({ path, imports }) => [
      path,
      imports
        .filter(({ typeOnly }) => !typeOnly)
        .map(({ specifier }) => resolveRelative(path, specifier))
        .filter((target) => target !== undefined),
    ]),
  );
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) cycles.push([...trail.slice(trail.indexOf(path)), path].join(' → '));
    if (done.has(path) || trail.includes(path)) return;
    for (const target of edges.get(path) ?? []) visit(target, [...trail, path]);
    done.add(path);
  };
  for (const path of edges.keys()) visit(path, []);
  return cycles;
}

function where({ path, specifier, line }: Located): string {
  return `${path}:${line} imports ${specifier}`;
}
