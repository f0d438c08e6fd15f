// Where imports lead, and the circles they make.
import { dirname, relative, resolve } from 'node:path';
import { repoRoot } from './files.ts';
import type { ModuleFacts } from './module.ts';

/** Where a relative import leads, as a path from the root; undefined for packages. Queries such as `?raw` are dropped. */
export function resolveRelative(from: string, specifier: string): string | undefined {
  if (!specifier.startsWith('.')) return undefined;
  const target = resolve(repoRoot, dirname(from), specifier.replace(/\?.*$/, ''));
  return relative(repoRoot, target).replaceAll('\\', '/');
}

/** Circles of relative imports, type-only ones included, each as `a → b → a`. */
export function findCircles(modules: readonly ModuleFacts[]): string[] {
  const edges = new Map(
    modules.map(({ path, imports }) => [
      path,
      imports
        .map(({ specifier }) => resolveRelative(path, specifier))
        .filter((target) => target !== undefined),
    ]),
  );
  const done = new Set<string>();
  const circles: string[] = [];
  const follow = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) circles.push([...trail.slice(trail.indexOf(path)), path].join(' → '));
    if (done.has(path) || trail.includes(path)) return;
    for (const target of edges.get(path) ?? []) follow(target, [...trail, path]);
    done.add(path);
  };
  for (const path of edges.keys()) follow(path, []);
  return circles;
}
