import type * as THREE from 'three/webgpu';
import type { Subject } from './camera.ts';

/** A scene of the test bed; `far`: what the camera must see, in units. */
export type BedScene = {
  readonly scene: THREE.Scene;
  readonly subject: Subject;
  readonly far: number;
  /** Poses everything that moves by itself. */
  animate(seconds: number): void;
};
