import { positionLocal, positionPrevious, renderGroup, time, uniform } from 'three/tsl';
import type { Node, NodeFrame, UniformNode } from 'three/webgpu';

/** Computes a position from the undisturbed one and the time. Called twice: for this frame and for the last one. */
export type AnimatedPosition = (position: Node<'vec3'>, time: Node<'float'>) => Node<'vec3'>;

const pasts = new WeakMap<Node, Node<'vec3'>>();

/**
 * A `positionNode` whose motion is exact, for wind, waves and particles that move by formula:
 *
 * ```ts
 * material.positionNode = previousPosition((position, time) => position.add(vec3(0, sin(time), 0)));
 * ```
 *
 * @param fn Must depend on what it is given only: `position` (after morphing, skinning and instancing) and `time`.
 * @param clock The time that `fn` gets. Default: three's `time`, in seconds. Give the uniform that you advance yourself.
 */
export function previousPosition(fn: AnimatedPosition, clock?: UniformNode<'float', number>): Node<'vec3'> {
  const current = fn(positionLocal, clock ?? time);
  pasts.set(current, fn(positionPrevious, previousValue(clock)));
  return current;
}

/** The last frame's position of a node made by {@link previousPosition}. */
export function previousOf(node: Node): Node<'vec3'> | undefined {
  return pasts.get(node);
}

/** A uniform with the value that `clock` had in the last rendered frame. */
function previousValue(clock: UniformNode<'float', number> | undefined): Node<'float'> {
  let current = Number.NaN;
  let frameId = -1;
  const past = uniform(0).setGroup(renderGroup);
  return past.onRenderUpdate((frame: NodeFrame) => {
    if (frame.frameId === frameId) return;
    frameId = frame.frameId;
    const now = clock ? clock.value : frame.time;
    past.value = Number.isNaN(current) ? now : current;
    current = now;
  });
}
