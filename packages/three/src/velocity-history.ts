import { velocity } from 'three/tsl';
import type { Camera, NodeFrame } from 'three/webgpu';
import { createObjectHistory } from './object-history.ts';

type VelocityPrototype = { update(this: typeof velocity, frame: NodeFrame): void };

/**
 * Makes three's own `velocity` forget objects that were hidden or culled, or marked by `markDiscontinuity()`, and counts a
 * mesh with several materials once. For passes with three's velocity, as `temporalUpscale()` takes them. Returns a function
 * that takes the repair back.
 */
export function repairVelocityHistory(): () => void {
  const prototype = Object.getPrototypeOf(velocity) as VelocityPrototype;
  const original = prototype.update;
  const objects = createObjectHistory();
  const frames = new WeakMap<Camera, { current: number; last: number }>();

  prototype.update = function update(frame) {
    original.call(this, frame);
    const { camera, object, frameId } = frame;
    if (camera === null || object === null) return;
    let seen = frames.get(camera);
    if (seen === undefined) frames.set(camera, (seen = { current: Number.NaN, last: Number.NaN }));
    if (seen.current !== frameId) {
      seen.last = seen.current;
      seen.current = frameId;
    }
    this.previousModelWorldMatrix.value.copy(objects.see(object, frameId, seen.last).previous);
  };
  return () => {
    prototype.update = original;
  };
}
