import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { builtInScene } from '../sequences/built-in.ts';
import { probeScene } from '../sequences/probe.ts';
import type { SceneSource } from '../sequences/types.ts';
import { buildModelScene } from '../sequences/model-scene.ts';
import { loadNodeModel } from './node-model.ts';

/** A scene by name or path, for rendering in Node. */
export async function openScene(name: string): Promise<SceneSource> {
  const source = name === 'probe' ? probeScene : builtInScene(name);
  if (source) return source;
  // Read once for the error message; every method run loads a copy of its own.
  await loadNodeModel(name);
  return { name: sceneTitle(name), open: async () => buildModelScene(await loadNodeModel(name)) };
}

/** The name a scene has in reports: its own, or its file's. */
export function sceneTitle(name: string): string {
  return basename(name).replace(/\.(glb|gltf)$/i, '');
}

/** Files that decide how a scene looks, absolute or from the repository at `root`. */
export function sceneSources(name: string, root: string): string[] {
  if (name === 'probe') return ['tests/quality/sequences'];
  const own = [`examples/scenes/${name}.ts`, `examples/scenes/${name}`].filter((path) =>
    existsSync(join(root, path)),
  );
  return own.length > 0 ? [...own, 'examples/scenes/kit'] : [name, 'tests/quality/sequences'];
}

/** Frames after the sequence in which the camera stands still, where a scene is meant to come to rest. */
export function heldFrames(name: string, frames: number): number {
  return (name === 'static' || name === 'probe') && frames >= 48 ? 32 : 0;
}
