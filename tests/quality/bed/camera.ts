// The camera that every scene of the test bed is seen by: one path that holds what is hard for an upscaler.
import * as THREE from 'three/webgpu';

/** Frames where the parts of the path begin: an orbit, a strafe, a walk, a cut to another side, a stop of everything. */
export const bedShots = { strafe: 12, walk: 24, cut: 36, stop: 52 } as const;

/** Whether a frame has nothing in common with the one before. */
export const isCut = (frame: number): boolean => frame === bedShots.cut;

/** Seconds of the scene's own motion at a frame: none after the stop. */
export const secondsAt = (frame: number): number => Math.min(frame, bedShots.stop) / 60;

/** What is looked at: its middle, from how far, and how high the eye is above it. */
export type Subject = { readonly center: THREE.Vector3; readonly distance: number; readonly height: number };

/** A camera with a lens of 40°, for subjects up to `far` units away. */
export function createBedCamera(far: number): THREE.PerspectiveCamera {
  return new THREE.PerspectiveCamera(40, 16 / 9, 0.05, far);
}

/** Puts the camera on its path: the strafe takes about 12 pixels a frame of 270 lines, at the subject's distance. */
export function placeCamera(
  camera: THREE.PerspectiveCamera,
  { center, distance, height }: Subject,
  frame: number,
): void {
  const { strafe, walk, cut, stop } = bedShots;
  const first = frame < cut;
  const turn = first ? 0.3 + 0.018 * Math.min(frame, strafe) : -0.9 + 0.01 * (Math.min(frame, stop) - cut);
  const aside = first ? 0.032 * distance * Math.min(Math.max(0, frame - strafe), walk - strafe) : 0;
  const ahead = first ? 0.018 * distance * Math.max(0, frame - walk) : 0.25 * distance;
  const step = first && frame > walk ? 0.01 * distance * Math.sin((frame - walk) * 0.5) : 0;
  const forward = new THREE.Vector3(-Math.sin(turn), 0, -Math.cos(turn));
  const right = new THREE.Vector3(-forward.z, 0, forward.x);
  const shift = aside - 0.19 * distance * Number(frame > strafe && first);
  camera.position
    .copy(center)
    .addScaledVector(forward, ahead - distance)
    .addScaledVector(right, shift);
  camera.position.y += height + step;
  camera.lookAt(center.clone().addScaledVector(right, shift).addScaledVector(forward, ahead));
  camera.updateMatrixWorld();
}
