import { buildScene, sceneInfos } from '@frameloom/scenes';
import type { SceneSource } from './types.ts';

/** Names of the gallery's scenes, in the order they are reported. */
export const builtInNames: readonly string[] = sceneInfos.map((info) => info.name);

/** A gallery scene by name, or undefined. */
export function builtInScene(name: string): SceneSource | undefined {
  const info = sceneInfos.find((candidate) => candidate.name === name);
  return info && { name: info.name, open: () => buildScene(info.name) };
}
