import { positionLocal, time } from 'three/tsl';
import type { Node, UniformNode } from 'three/webgpu';

/** Computes a position from the undisturbed one and the time. Evaluated for this frame and for the last one. */
export type AnimatedPosition = (position: Node<'vec3'>, time: Node<'float'>) => Node<'vec3'>;

/**
 * A `positionNode` for wind, waves and particles that move by formula:
 *
 * ```ts
 * material.positionNode = previousPosition((position, time) => position.add(vec3(0, sin(time), 0)));
 * ```
 *
 * Motion is exact for any `positionNode` over uniforms and time; this only writes one down.
 *
 * @param fn Gets `position` (after morphing, skinning and instancing) and `time`.
 * @param clock The time that `fn` gets. Default: three's `time`, in seconds. Give the uniform that you advance yourself.
 */
export function previousPosition(fn: AnimatedPosition, clock?: UniformNode<'float', number>): Node<'vec3'> {
  return fn(positionLocal, clock ?? time);
}
