import type * as THREE from 'three/webgpu';
import type { Random } from '@frameloom/scenes/kit';
import type { View } from '../camera/types.ts';

/** A scene made from a seed: what is there, how it moves, where to look at it from. */
export type World = {
  readonly scene: THREE.Scene;
  /** Places for the camera; at least one. Cuts go from one to another. */
  readonly views: readonly View[];
  readonly near: number;
  readonly far: number;
  /** Puts everything in its state at this time, whatever was shown before. */
  animate(seconds: number): void;
  /** Objects infinitely far away: they go where the camera goes. */
  readonly followers?: readonly THREE.Object3D[];
  dispose(): void;
};

/** What a generator may draw on beside its random numbers. */
export type Resources = {
  /** An equirectangular photograph of light, one of those given on the command line; undefined when there are none. */
  environment(random: Random): THREE.DataTexture | undefined;
  /** A square cut from such a photograph, in display colours, for posters and walls. */
  photograph(random: Random): THREE.DataTexture | undefined;
};

/** A generator of worlds of one kind. */
export type Family = {
  readonly name: string;
  readonly summary: string;
  build(random: Random, resources: Resources): World;
};
