import * as THREE from 'three/webgpu';
import type { World } from '../world.ts';
import { listenToCamera } from './input.ts';
import { copyPose, createPose, difference, glideTo, shift } from './pose.ts';

/** The camera on its flight, or in the visitor's hands from the first drag on. */
export type CameraRig = {
  readonly free: boolean;
  /** True while a free camera is still gliding or a key is held. */
  readonly moving: boolean;
  setFree(free: boolean): void;
  /** Moves a free camera on; once per frame, before `place`. */
  update(milliseconds: number): void;
  /** Puts a world's camera in place. */
  place(world: World, seconds: number): void;
  onChange(listener: () => void): void;
  dispose(): void;
};

/** A rig that listens to `surface`; see {@link listenToCamera} for what the hands can do. */
export function createCameraRig(surface: HTMLElement): CameraRig {
  const pose = createPose();
  const goal = createPose();
  const last = { position: new THREE.Vector3(), quaternion: new THREE.Quaternion(), focus: 6, known: false };
  const glide = !matchMedia('(prefers-reduced-motion: reduce)').matches;
  let free = false;
  let changed = (): void => {};

  const setFree = (next: boolean): void => {
    if (next === free || (next && !last.known)) return;
    free = next;
    if (free) adopt();
    changed();
  };
  /** Goes on from where the flight was. */
  const adopt = (): void => {
    const forward = new THREE.Vector3(0, 0, -1).applyQuaternion(last.quaternion);
    goal.yaw = Math.atan2(-forward.x, -forward.z);
    goal.pitch = Math.asin(THREE.MathUtils.clamp(forward.y, -1, 1));
    goal.distance = last.focus;
    goal.target.copy(last.position).addScaledVector(forward, goal.distance);
    copyPose(goal, pose);
  };
  const input = listenToCamera(surface, goal, {
    get free() {
      return free;
    },
    take: () => setFree(true),
  });

  return {
    get free() {
      return free;
    },
    get moving() {
      return free && (input.held().length > 0 || difference(pose, goal) > 1e-4);
    },
    setFree,
    update(milliseconds) {
      if (!free) return;
      const pace = (Math.max(1, goal.distance) * milliseconds) / 1400;
      for (const [x, y, z] of input.held()) shift(goal, x * pace, y * pace, z * pace);
      glideTo(pose, goal, glide ? 1 - Math.exp(-milliseconds / 60) : 1);
    },
    place(world, seconds) {
      const { camera } = world;
      if (free) {
        camera.rotation.set(pose.pitch, pose.yaw, 0, 'YXZ');
        camera.position.set(0, 0, pose.distance).applyQuaternion(camera.quaternion).add(pose.target);
      } else {
        world.flight(seconds);
        last.position.copy(camera.position);
        last.quaternion.copy(camera.quaternion);
        last.focus = world.focusDistance ?? 6;
        last.known = true;
      }
      camera.updateMatrixWorld();
    },
    onChange(listener) {
      changed = listener;
    },
    dispose: () => input.dispose(),
  };
}
