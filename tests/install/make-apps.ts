// vitest global setup of the install project: packs the packages and makes the applications that its tests look at.
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { packAll, type Tarball } from '../support/pack.mjs';
import { repoRoot } from '../support/source.ts';
import { createApp, paste, pasted, three } from './apps.ts';
import { pasteRecipes } from './recipes.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    tarballs: Tarball[];
    /** The application with three and nothing of React. */
    plain: string;
    /** The application with React. */
    fiber: string;
    /** Names of the recipes in the README of three. */
    recipes: string[];
  }
}

const react = ['react', 'react-dom', '@types/react', '@types/react-dom', '@react-three/fiber'];

/** Makes them in `tests/out`, where they stay to be looked at. */
export async function setup(project: TestProject): Promise<void> {
  const tarballs = await packAll(join(repoRoot, 'tests/out/tarballs'));
  const common = ['three', '@types/three', '@webgpu/types'];
  const [plain, fiber] = await Promise.all([
    createApp('plain', tarballs, common.map(pinned)),
    createApp('fiber', tarballs, [...common, ...react].map(pinned)),
  ]);
  for (const [readme, folders] of Object.entries(pasted))
    for (const folder of folders) paste(plain, readme, folder);
  mkdirSync(join(plain, 'public'));
  copyFileSync(join(repoRoot, 'examples/video/clip/market.webm'), join(plain, 'public/film.webm'));
  const recipes = pasteRecipes(plain, three);
  paste(fiber, three, 'react');
  for (const [name, value] of Object.entries({ tarballs, plain, fiber, recipes }))
    project.provide(name as 'plain', value as string);
}

/** A package as npm's command line takes it, of the version that the repository uses. */
function pinned(name: string): string {
  const catalog = readFileSync(join(repoRoot, 'pnpm-workspace.yaml'), 'utf8');
  const version = new RegExp(`^  '?${name}'?: (\\S+)$`, 'm').exec(catalog)?.[1];
  if (!version) throw new Error(`pnpm-workspace.yaml has no version of ${name}.`);
  return `${name}@${version}`;
}
