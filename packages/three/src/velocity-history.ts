import { velocity } from 'three/tsl';
import type { Camera, Matrix4, Node, NodeBuilder, NodeFrame } from 'three/webgpu';
import { createClipMotion, type ClipMotion } from './clip-motion.ts';
import { createView, type View } from './view.ts';

type Velocity = { projectionMatrix: Matrix4 | null };
type VelocityPrototype = {
  update(this: Velocity, frame: NodeFrame): void;
  updateAfter(this: Velocity, frame: NodeFrame): void;
  setup(this: Velocity, builder: NodeBuilder): Node;
};

/**
 * Gives three's own `velocity` our motion, for passes that write it, as `temporalUpscale()` takes them. `undo` takes the
 * repair back.
 */
export function repairVelocityNode(): { motion: ClipMotion; undo: () => void } {
  const prototype = Object.getPrototypeOf(velocity) as VelocityPrototype;
  const { update, updateAfter, setup } = prototype;
  const views = new WeakMap<Camera, { view: View; frameId: number }>();

  const motion = createClipMotion(({ camera, frameId }) => {
    let seen = views.get(camera!);
    if (seen === undefined) views.set(camera!, (seen = { view: createView(), frameId: Number.NaN }));
    if (frameId !== undefined && seen.frameId !== frameId) {
      seen.frameId = frameId;
      const { projectionMatrix } = velocity as unknown as Velocity;
      seen.view.advance(projectionMatrix ?? camera!.projectionMatrix, camera!);
    }
    return seen.view;
  });

  prototype.update = (frame) => motion.update(frame);
  prototype.updateAfter = () => {};
  prototype.setup = (builder) => motion.build(builder).motion;
  return { motion, undo: () => Object.assign(prototype, { update, updateAfter, setup }) };
}
