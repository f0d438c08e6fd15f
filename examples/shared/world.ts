import type * as THREE from 'three/webgpu';

/** One copy of what is shown: a scene with its own camera. Every compared method renders a copy of its own. */
export type World = {
  readonly scene: THREE.Scene;
  readonly camera: THREE.PerspectiveCamera;
  /** Puts the scene into its state at an absolute time, in seconds, in any order. */
  animate(seconds: number): void;
  /** Puts the camera where the built-in flight has it at an absolute time, in seconds. */
  flight(seconds: number): void;
  /** Metres in front of the camera around which a free camera turns. Default 6. */
  readonly focusDistance?: number;
  dispose(): void;
};

/**
 * Makes one more copy of the world. Motion vectors in three.js compare an object with where that same object was
 * at its last render, so two methods that render the same object in one frame would hand each other zero motion.
 */
export type WorldSource = () => Promise<World>;
