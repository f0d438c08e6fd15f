import { AttributeNode, VarNode, type Node } from 'three/webgpu';
import { context } from 'three/tsl';
import type { GraphNode, PastBuilder } from './past-nodes.ts';
import type { Twins } from './past-twins.ts';
import { override } from './past.ts';

/**
 * The value that `root` had over the last frame's uniforms, of those that `counts` accepts; the camera, the object's place
 * and all else are as now. For fragments. `undefined` where there is none, `unknown` where one is assigned to a variable in
 * between. Notes in `found` whether it reads coordinates of vertices.
 */
export function pastInputs(
  root: Node,
  builder: PastBuilder,
  twins: Twins,
  counts: (uniform: GraphNode) => boolean,
  found: { coordinates: boolean },
  seen: Set<Node> = new Set(),
): Node | 'unknown' | undefined {
  let isMoving = false;
  const assigned: Node[] = [];
  const past = override(root, [], (source) => {
    const { isVarNode, isVaryingNode, isUniformNode, isTextureNode, isBufferNode, node, type } =
      source as GraphNode;
    // What comes from vertices, the object or the material's own values is no input of a picture's place.
    if (isVaryingNode || type.startsWith('Material') || (source as GraphNode).uniformNode) {
      return context(source, { overrideNodes: new Map() });
    }
    if (source instanceof AttributeNode) found.coordinates = true;
    if (isVarNode && builder.nodes.has(source) && !seen.has(source)) {
      seen.add(source);
      const before = assigned.length;
      for (const { targetNode, sourceNode } of builder.nodes as Set<GraphNode>) {
        if (targetNode?.getScope() === source) assigned.push(sourceNode);
      }
      return assigned.length > before ? undefined : new VarNode(node);
    }
    if (!isUniformNode || isTextureNode || isBufferNode || !counts(source as GraphNode)) return undefined;
    isMoving = true;
    return twins.of(source as GraphNode, builder);
  });
  past.build(builder);
  if (assigned.some((each) => pastInputs(each, builder, twins, counts, found, seen) !== undefined))
    return 'unknown';
  return isMoving ? past : undefined;
}
