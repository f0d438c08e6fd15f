import * as THREE from 'three/webgpu';
import type { BuiltScene } from '../types.ts';
import { disposeScene } from './dispose.ts';

/** Where a camera is and what it looks at. `fov` is vertical, in degrees, default the camera's own. */
export type Pose = {
  position: readonly [number, number, number];
  target: readonly [number, number, number];
  fov?: number;
};

/** Part of a measured sequence. */
export type Shot = {
  /** Length in frames at 60 frames a second. The last shot goes on for ever. */
  frames: number;
  /** This shot starts somewhere else. */
  cut?: boolean;
  /** Camera at `frame` ≥ 0 of this shot. */
  pose(frame: number): Pose;
};

export type StageOptions = {
  scene: THREE.Scene;
  camera: THREE.PerspectiveCamera;
  animate(seconds: number): void;
  flight(seconds: number): Pose;
  shots: readonly Shot[];
  /** World time of frame 0 of the sequence, seconds. Default 0. */
  startSeconds?: number;
  /** Objects infinitely far away, such as a sky dome: they go where the camera goes. */
  followers?: readonly THREE.Object3D[];
  /** Textures that no material or scene property refers to. */
  extras?: readonly { dispose(): void }[];
};

/** Frames per second of every measured sequence. */
export const SEQUENCE_RATE = 60;

/** Makes a finished scene out of its parts. */
export function createStage(options: StageOptions): BuiltScene {
  const { scene, camera, shots } = options;
  const fov = camera.fov;
  const target = new THREE.Vector3();
  const place = (pose: Pose): void => {
    camera.position.set(...pose.position);
    camera.up.set(0, 1, 0);
    camera.lookAt(target.set(...pose.target));
    const wanted = pose.fov ?? fov;
    if (camera.fov !== wanted) {
      camera.fov = wanted;
      camera.updateProjectionMatrix();
    }
    camera.updateMatrixWorld();
    for (const follower of options.followers ?? []) follower.position.copy(camera.position);
  };
  const stage: BuiltScene = {
    scene,
    camera,
    animate: options.animate,
    flight: (seconds) => place(options.flight(seconds)),
    sequence(frame) {
      options.animate((options.startSeconds ?? 0) + frame / SEQUENCE_RATE);
      const { shot, local } = shotAt(shots, frame);
      place(shot.pose(local));
      return { cut: local === 0 && shot.cut === true };
    },
    dispose() {
      disposeScene(scene);
      for (const extra of options.extras ?? []) extra.dispose();
    },
  };
  stage.animate(0);
  stage.flight(0);
  return stage;
}

function shotAt(shots: readonly Shot[], frame: number): { shot: Shot; local: number } {
  let start = 0;
  for (const [index, shot] of shots.entries()) {
    if (index === shots.length - 1 || frame < start + shot.frames) return { shot, local: frame - start };
    start += shot.frames;
  }
  throw new RangeError('createStage: a sequence needs at least one shot.');
}

/** A camera with the settings all scenes share. */
export function createCamera(fov: number, far: number, near = 0.1): THREE.PerspectiveCamera {
  return new THREE.PerspectiveCamera(fov, 16 / 9, near, far);
}
