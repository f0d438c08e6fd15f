// The repository's files, packages and manifests.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Absolute path of the repository. */
export const repoRoot: string = fileURLToPath(new URL('../../..', import.meta.url));

const skipped = new Set(['node_modules', 'dist', '.git', '.cache', '.vite', '__pycache__', '.venv', '.whl']);

/** All files under a folder of the repository, as paths from its root with forward slashes. */
export function listFiles(folder = '', accept: (path: string) => boolean = () => true): string[] {
  const start = join(repoRoot, folder);
  if (!existsSync(start)) return [];
  return readdirSync(start, { withFileTypes: true })
    .filter((entry) => !skipped.has(entry.name))
    .flatMap((entry) => {
      const path = folder ? `${folder}/${entry.name}` : entry.name;
      if (path === 'tests/out') return [];
      if (entry.isDirectory()) return listFiles(path, accept);
      return entry.isFile() && accept(path) ? [path] : [];
    })
    .toSorted();
}

/** TypeScript files under a folder. */
export function listModules(folder: string): string[] {
  return listFiles(folder, (path) => /(?<!\.d)\.ts$/.test(path));
}

/** Folder names of the workspace's packages. */
export function listPackages(): string[] {
  return readdirSync(join(repoRoot, 'packages'))
    .filter((name) => existsSync(join(repoRoot, 'packages', name, 'package.json')))
    .toSorted();
}

/** The packages that go to the registry: all but the private ones. */
export function listPublished(): string[] {
  return listPackages().filter((name) => !readManifest(`packages/${name}`).private);
}

/** The part of a package.json that the checks read. */
export type Manifest = {
  name: string;
  version: string;
  keywords?: string[];
  engines?: { node: string };
  private?: boolean;
  scripts?: Record<string, string>;
  sideEffects?: false | string[];
  exports?: Record<string, string>;
  publishConfig?: { exports?: Record<string, { types: string; default: string }> };
  dependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
};

/** The manifest in a folder of the repository. */
export function readManifest(folder: string): Manifest {
  return JSON.parse(readText(join(folder, 'package.json'))) as Manifest;
}

/** Text of a file, by its path from the repository's root. */
export function readText(path: string): string {
  return readFileSync(join(repoRoot, path), 'utf8');
}
