import { NodeMaterial, type BufferGeometry, type Mesh, type NodeBuilder, type Object3D } from 'three/webgpu';
import { normalLocal, positionLocal, positionPrevious, subBuild } from 'three/tsl';
import { displacementOffset } from './displacement.ts';
import { assignPreviousMorph, hasMorphTexture, hasMorphedPosition } from './previous-morph.ts';
import { previousOf } from './previous-position.ts';
import type { MaterialBuilder } from './three-types.ts';

type Setup = (this: NodeMaterial, builder: NodeBuilder) => unknown;
type Repaired = Setup & { [original]?: Setup };
type RepairableMaterial = NodeMaterial & { displacementMap?: unknown; isLine2NodeMaterial?: boolean };
type BuiltObject = Object3D & { isSkinnedMesh?: boolean };

/** On the wrapper, so that a second copy of this module sees the first one's work. */
const original: unique symbol = Symbol.for('frameloom.setupPosition') as never;

/**
 * Makes three's `velocity` right for deformed meshes, in every material compiled from now on: morph targets move by their
 * influences, displacement and `positionNode` no longer count as motion (see {@link previousPosition} for one that does
 * move). three computes the previous position from the bare geometry for all of these.
 *
 * `upscale()` and `temporalUpscale()` call it. Returns a function that takes the repair back.
 */
export function repairVelocity(): () => void {
  const prototype = NodeMaterial.prototype as unknown as { setupPosition: Repaired };
  const current = prototype.setupPosition;
  if (current[original] === undefined) {
    const repaired: Repaired = function setupPosition(builder) {
      const { needsPreviousData } = builder as unknown as MaterialBuilder;
      if (!needsPreviousData.call(builder)) return current.call(this, builder);
      return setupWithPast(this, builder, current);
    };
    repaired[original] = current;
    prototype.setupPosition = repaired;
  }
  return () => {
    const before = prototype.setupPosition[original];
    if (before !== undefined) prototype.setupPosition = before;
  };
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
