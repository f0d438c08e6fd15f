import { mrt, output, pass, velocity } from 'three/tsl';
import type * as THREE from 'three/webgpu';
import type { MethodInput, Size } from './method.ts';

/** What a scene pass renders: coverage samples (0: one per pixel) and whether it writes velocity for temporal nodes. */
export type ScenePassOptions = { ratio?: number; samples?: number; temporal?: boolean };

/** The pass that three's own nodes are fed with, set up as in three's examples. */
export function createScenePass(
  { scene, camera }: Pick<MethodInput, 'scene' | 'camera'>,
  { ratio = 1, samples = 0, temporal = false }: ScenePassOptions = {},
): THREE.PassNode {
  const scenePass = pass(scene, camera, { samples });
  if (temporal) scenePass.setMRT(mrt({ output, velocity }));
  if (ratio !== 1) scenePass.setResolutionScale(resolutionScale(ratio));
  return scenePass;
}

/** Part of the display size that is rendered along an axis. three rounds sizes down; the nudge keeps 960 / 1.5 at 640. */
export function resolutionScale(ratio: number): number {
  return ratio === 1 ? 1 : 1 / ratio + 1e-6;
}

/** The size at which a scene pass rasterises at the moment, in pixels. */
export function targetSize(scenePass: THREE.PassNode): Size {
  const { width, height } = scenePass.renderTarget;
  return { width, height };
}
