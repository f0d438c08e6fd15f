import { NodeMaterial, type BufferGeometry, type Node, type NodeBuilder, type Object3D } from 'three/webgpu';
import { positionLocal, positionPrevious } from 'three/tsl';
import { repairFragmentNode } from './fragment-repair.ts';
import type { Past } from './past.ts';
import { SceneMotionNode } from './scene-motion.ts';
import type { MaterialBuilder } from './three-types.ts';
import { repairVelocityNode } from './velocity-history.ts';

type Setup = (this: NodeMaterial, builder: NodeBuilder) => unknown;
type RepairableMaterial = NodeMaterial & { displacementMap?: unknown; isLine2NodeMaterial?: boolean };
type BuiltObject = Object3D & {
  isSkinnedMesh?: boolean;
  isBatchedMesh?: boolean;
  isInstancedMesh?: boolean;
};

/** Undoes the repair, kept on the prototype so that a second copy of this module sees the first one's work. */
const undoKey: symbol = Symbol.for('frameloom.undoVelocityRepair');

/**
 * Makes motion right in every material compiled from now on, for three's `velocity` too: whatever deforms or places a mesh
 * (morph targets, bones, instances, batches, displacement, `positionNode`, `vertexNode`) is evaluated a second time as it
 * was when the same camera last drew it. three compares with the bare geometry for most of these, and with the last update
 * by anyone for the rest. Objects that return after a gap no longer drag their old place along, and a `fragmentNode` is drawn.
 *
 * `upscale()` and `temporalUpscale()` call it; more calls change nothing. Returns a function that takes the repair back.
 */
export function repairVelocity(): () => void {
  const prototype = NodeMaterial.prototype as unknown as { setupPosition: Setup } & Record<
    symbol,
    () => void
  >;
  const undo = prototype[undoKey];
  if (undo !== undefined) return undo;
  const original = prototype.setupPosition;
  const velocity = repairVelocityNode();
  const undoFragments = repairFragmentNode();
  prototype.setupPosition = function setupPosition(builder) {
    const { renderer, needsPreviousData } = builder as unknown as MaterialBuilder;
    if (!needsPreviousData.call(builder) || (this as RepairableMaterial).isLine2NodeMaterial) {
      return original.call(this, builder); // fat lines keep their own past
    }
    const node = renderer.getMRT()!.get('velocity');
    const { past } = node instanceof SceneMotionNode ? node.motion : velocity.motion;
    return setupWithPast(this, builder, original, past);
  };
  prototype[undoKey] = () => {
    prototype.setupPosition = original;
    delete prototype[undoKey];
    velocity.undo();
    undoFragments();
  };
  return prototype[undoKey];
}

/** Sets up the position twice: now, and with everything as it was. */
function setupWithPast(
  material: RepairableMaterial,
  builder: NodeBuilder,
  setup: Setup,
  past: Past,
): unknown {
  const { addStack, removeStack, stack } = builder as unknown as MaterialBuilder;
  const object = builder.object as BuiltObject;
  (builder as unknown as MaterialBuilder).needsPreviousData = () => false; // three's own past is not wanted
  const result = setup.call(material, builder);
  if (!isDeformed(material, object, builder.geometry as BufferGeometry)) return result;
  if (object.isInstancedMesh) past.watchInstances();
  addStack.call(builder);
  setup.call(material, builder);
  const before = removeStack.call(builder);
  before.parent = null; // three builds a stack's parent with it
  stack.addToStack(past.of(before, builder, new Map<Node, Node>([[positionLocal, positionPrevious]])));
  return result;
}

function isDeformed(
  material: RepairableMaterial,
  object: BuiltObject,
  { morphAttributes }: BufferGeometry,
): boolean {
  return (
    material.positionNode !== null ||
    Boolean(material.displacementMap) ||
    object.isSkinnedMesh === true ||
    object.isBatchedMesh === true ||
    object.isInstancedMesh === true ||
    (morphAttributes['position']?.length ?? 0) > 0
  );
}
