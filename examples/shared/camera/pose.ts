import * as THREE from 'three/webgpu';

/** A free camera: what it turns around, angles in radians, and metres between the two. */
export type Pose = { target: THREE.Vector3; yaw: number; pitch: number; distance: number };

export function createPose(): Pose {
  return { target: new THREE.Vector3(), yaw: 0, pitch: 0, distance: 6 };
}

export function copyPose(from: Pose, to: Pose): void {
  to.target.copy(from.target);
  to.yaw = from.yaw;
  to.pitch = from.pitch;
  to.distance = from.distance;
}

/** How far two poses are apart, as a number that is 0 where they are the same. */
export function difference(one: Pose, two: Pose): number {
  const turn = Math.abs(one.yaw - two.yaw) + Math.abs(one.pitch - two.pitch);
  return turn + Math.abs(1 - one.distance / two.distance) + one.target.distanceTo(two.target) / two.distance;
}

/** Turns by a drag, in parts of the surface's height. */
export function turn(pose: Pose, x: number, y: number): void {
  pose.yaw -= x * 3;
  pose.pitch = THREE.MathUtils.clamp(pose.pitch - y * 3, -1.55, 1.55);
}

/** Moves the target along the camera's own axes, metres. */
export function shift(pose: Pose, x: number, y: number, z: number): void {
  const turned = new THREE.Quaternion().setFromEuler(new THREE.Euler(pose.pitch, pose.yaw, 0, 'YXZ'));
  pose.target.add(new THREE.Vector3(x, y, z).applyQuaternion(turned));
}

export function approach(pose: Pose, factor: number): void {
  pose.distance = THREE.MathUtils.clamp(pose.distance * factor, 0.02, 1000);
}

/** Moves `pose` by `part` of the way to `goal`. */
export function glideTo(pose: Pose, goal: Pose, part: number): void {
  pose.yaw += (goal.yaw - pose.yaw) * part;
  pose.pitch += (goal.pitch - pose.pitch) * part;
  pose.distance += (goal.distance - pose.distance) * part;
  pose.target.lerp(goal.target, part);
}
