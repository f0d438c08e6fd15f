import { NodeMaterial, type BufferGeometry, type Mesh, type NodeBuilder, type Object3D } from 'three/webgpu';
import { normalLocal, positionLocal, positionPrevious, subBuild } from 'three/tsl';
import { displacementOffset } from './displacement.ts';
import { assignPreviousMorph, hasMorphTexture, hasMorphedPosition } from './previous-morph.ts';
import { previousOf } from './previous-position.ts';
import type { MaterialBuilder } from './three-types.ts';
import { repairVelocityHistory } from './velocity-history.ts';

type Setup = (this: NodeMaterial, builder: NodeBuilder) => unknown;
type RepairableMaterial = NodeMaterial & { displacementMap?: unknown; isLine2NodeMaterial?: boolean };
type BuiltObject = Object3D & { isSkinnedMesh?: boolean };

/** Undoes the repair, kept on the prototype so that a second copy of this module sees the first one's work. */
const undoKey: symbol = Symbol.for('frameloom.undoVelocityRepair');

/**
 * Makes three's `velocity` right for deformed meshes, in every material compiled from now on: morph targets move by their
 * influences, displacement and `positionNode` no longer count as motion (see {@link previousPosition} for one that does
 * move). three computes the previous position from the bare geometry for all of these. Objects that return after a gap no
 * longer drag their old place along.
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
  const undoHistory = repairVelocityHistory();
  prototype.setupPosition = function setupPosition(builder) {
    const { needsPreviousData } = builder as unknown as MaterialBuilder;
    if (!needsPreviousData.call(builder)) return original.call(this, builder);
    return setupWithPast(this, builder, original);
  };
  prototype[undoKey] = () => {
    prototype.setupPosition = original;
    delete prototype[undoKey];
    undoHistory();
  };
  return prototype[undoKey];
}

/**
 * three's own steps are morph, skin, displace, batch, instance, positionNode; skin, batch and instance carry
 * `positionPrevious` along. What happens before them is added before, the rest after.
 */
function setupWithPast(material: RepairableMaterial, builder: NodeBuilder, setup: Setup): unknown {
  if (material.isLine2NodeMaterial) return setup.call(material, builder); // keeps its own past
  const object = builder.object as BuiltObject;
  const geometry = builder.geometry as BufferGeometry;
  const isSkinned = object.isSkinnedMesh === true;

  if (hasMorphTexture(object)) {
    // Influences per instance live in a texture that has no past: no motion of its own is the best that is known.
    const result = setup.call(material, builder);
    positionPrevious.assign(positionLocal);
    return result;
  }
  if (hasMorphedPosition(geometry)) assignPreviousMorph(object as Mesh, geometry);
  // Skinning turns the normal that displacement follows; instancing turns the displaced point. Both at once do not occur.
  const offset = material.displacementMap ? displacementOffset(normalLocal) : null;
  if (offset !== null && !isSkinned) positionPrevious.addAssign(offset);

  const node = material.positionNode;
  if (node === null) {
    const result = setup.call(material, builder);
    if (offset !== null && isSkinned) positionPrevious.addAssign(offset);
    return result;
  }

  material.positionNode = null;
  try {
    setup.call(material, builder);
  } finally {
    material.positionNode = node;
  }
  if (offset !== null && isSkinned) positionPrevious.addAssign(offset);
  const before = positionLocal.toVar();
  positionLocal.assign(subBuild(node, 'POSITION', 'vec3'));
  const past = previousOf(node);
  if (past !== undefined) positionPrevious.assign(past);
  else positionPrevious.addAssign(positionLocal.sub(before)); // deformed as now, moved as three says
  return positionLocal;
}
