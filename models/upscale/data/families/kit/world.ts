import type * as THREE from 'three/webgpu';
import { disposeScene, type Random } from '@frameloom/scenes/kit';
import type { View } from '../../camera/types.ts';
import type { World } from '../types.ts';
import { aimViews } from './aim.ts';

/** Sets something to its state at a time. */
export type Animation = (seconds: number) => void;

/** What a family hands over when its scene stands. */
export type WorldParts = {
  readonly random: Random;
  readonly scene: THREE.Scene;
  /** Most of them are turned towards something in the scene. */
  readonly views: readonly View[];
  readonly animations: readonly Animation[];
  readonly near?: number;
  readonly far?: number;
  readonly followers?: readonly THREE.Object3D[];
  /** What no material or scene property refers to. */
  readonly extras?: readonly { dispose(): void }[];
};

/** Finishes a world. */
export function createWorld(parts: WorldParts): World {
  const { random, scene, animations, near = 0.1, far = 200, followers = [], extras = [] } = parts;
  const animate = (seconds: number): void => {
    for (const animation of animations) animation(seconds);
  };
  animate(0);
  return {
    scene,
    views: aimViews(random, scene, parts.views),
    near,
    far,
    followers,
    animate,
    dispose() {
      disposeScene(scene);
      for (const extra of extras) extra.dispose();
    },
  };
}

/** Camera places around a point: heights and distances in metres, angles in radians around the vertical. */
export function viewsAround(
  random: Random,
  centre: readonly [number, number, number],
  options: {
    readonly count?: number;
    readonly distance: readonly [number, number];
    readonly height: readonly [number, number];
    readonly angle?: readonly [number, number];
    readonly fov?: readonly [number, number];
  },
): View[] {
  const { count = 4, distance, height, angle = [-Math.PI, Math.PI], fov } = options;
  return Array.from({ length: count }, () => {
    const a = random.range(...angle);
    const d = random.range(...distance);
    const spread = (): number => random.range(-0.25, 0.25) * distance[0];
    return {
      position: [centre[0] + Math.sin(a) * d, random.range(...height), centre[2] + Math.cos(a) * d],
      target: [centre[0] + spread(), centre[1] + spread() * 0.4, centre[2] + spread()],
      ...(fov && { fov }),
    };
  });
}
