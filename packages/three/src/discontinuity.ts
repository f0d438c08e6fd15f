import type { Object3D } from 'three/webgpu';

const generations = new WeakMap<Object3D, number>();

/**
 * Says that an object and everything in it was moved, not animated: a teleport, a respawn, a level change. Its next frame
 * has no motion of its own, so history is neither smeared across the jump nor fetched from the old place. Objects that
 * were hidden or culled in between need no mark.
 */
export function markDiscontinuity(object: Object3D): void {
  object.traverse((child) => generations.set(child, generationOf(child) + 1));
}

/** How often {@link markDiscontinuity} was called for an object. */
export function generationOf(object: Object3D): number {
  return generations.get(object) ?? 0;
}
