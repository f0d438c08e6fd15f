import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { bedNames, bedScene } from '../bed/index.ts';
import { builtInScene } from '../sequences/built-in.ts';
import { probeScene } from '../sequences/probe.ts';
import type { SceneSource } from '../sequences/types.ts';
import { buildModelScene } from '../sequences/model-scene.ts';
import { loadNodeModel } from './node-model.ts';

/** A scene by name or path, for rendering in Node. */
export async function openScene(name: string): Promise<SceneSource> {
  const source = name === 'probe' ? probeScene : (builtInScene(name) ?? bedScene(name));
  if (source) return source;
  // Read once for the error message; every method run loads a copy of its own.
  await loadNodeModel(name);
  return { name: sceneTitle(name), open: async () => buildModelScene(await loadNodeModel(name)) };
}

/** The name a scene has in reports: its own, or its file's. */
export function sceneTitle(name: string): string {
  return basename(name).replace(/\.(glb|gltf)$/i, '');
}

/** Files that decide how a scene looks, absolute or from the repository at `root`: its own and what they import. */
export function sceneSources(name: string, root: string): string[] {
  if (name === 'probe') return ['tests/quality/sequences'];
  if (bedNames.includes(name)) {
    return withImports([`tests/quality/bed/${name}.ts`, 'tests/quality/bed/camera.ts'], root);
  }
  const folder = join(root, 'packages/scenes/src');
  const entry = [`${name}.ts`, `${name}/${name}.ts`].find((path) => existsSync(join(folder, path)));
  if (entry === undefined) return [name, 'tests/quality/sequences'];
  return withImports([`packages/scenes/src/${entry}`], root);
}

/** The given paths from the repository at `root`, and what the files among them import, sorted. */
export function withImports(paths: readonly string[], root: string): string[] {
  const found = new Set<string>();
  for (const path of paths) {
    if (path.endsWith('.ts')) importsOf(join(root, path), found);
    else found.add(join(root, path));
  }
  return [...found].map((path) => relative(root, path)).toSorted();
}

/** The file and every file it imports by a relative path, directly or not. */
export function importsOf(entry: string, found: Set<string> = new Set()): Set<string> {
  if (found.has(entry) || !existsSync(entry)) return found;
  found.add(entry);
  for (const [, path] of readFileSync(entry, 'utf8').matchAll(/(?:from|import)\s*\(?\s*'(\.[^'?]+)/g)) {
    importsOf(join(dirname(entry), path!), found);
  }
  return found;
}

/** Frames after the sequence in which the camera stands still, where a scene is meant to come to rest. */
export function heldFrames(name: string, frames: number): number {
  return (name === 'static' || name === 'probe') && frames >= 48 ? 32 : 0;
}
