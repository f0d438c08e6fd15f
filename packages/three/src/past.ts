import { VarNode, type Node, type NodeBuilder, type NodeFrame } from 'three/webgpu';
import { OnBeforeObjectUpdate, context, isolate } from 'three/tsl';
import { Nothing, Overrides, type GraphNode, type PastBuilder } from './past-nodes.ts';
import { createTwins, type Twins, type ViewOf } from './past-twins.ts';

/** Evaluates parts of a material's graph as they were in the last frame of a view. */
export interface Past {
  /**
   * The value that `node` had: the same graph over the last frame's uniforms (time, camera, the object's place, the user's
   * own), bones, morph influences, instance matrices and batches. What it assigns goes to copies. `given` holds what some
   * nodes were. Call in a builder's setup stage, after `node` itself was set up.
   */
  of(node: Node, builder: NodeBuilder, given: ReadonlyMap<Node, Node>): Node;
  /** Inputs as they were. */
  readonly twins: Twins;
  /** Call in the setup of a vertex stage with instances: keeps their matrices. */
  watchInstances(): void;
}

/** Makes the past of the views that `viewOf` finds. */
export function createPast(viewOf: ViewOf): Past {
  const twins = createTwins(viewOf);
  const nothing = new Nothing();

  function resolve(source: GraphNode, builder: PastBuilder): Node | undefined {
    const isNew = !builder.nodes.has(source);
    if (source.type === 'EventNode') return nothing; // has happened
    if (source.isUniformNode || source.uniformNode) {
      if (isNew && source.updateType !== 'none') builder.addNode(source); // else nobody updates it
      return twins.of(source, builder);
    }
    if (source.type === 'ReferenceAttributeNode') return twins.of(source, builder);
    if (source.isVarNode && isNew) {
      (source as { name: string | null }).name = null; // made by the same function once more: its name is taken
      return undefined;
    }
    // Whatever was assigned to is assigned to again, elsewhere.
    if (source.isVarNode || source.isVaryingNode) return new VarNode(source.node);
    if (source.isPropertyNode) return new VarNode(context(source, { overrideNodes: new Map() }));
    return undefined;
  }

  return {
    twins,
    of(node, builder, given) {
      twins.enter(builder as PastBuilder);
      return override(node, [nothing, ...given.values()], (source) => {
        return given.get(source) ?? resolve(source as GraphNode, builder as PastBuilder);
      });
    },
    watchInstances() {
      OnBeforeObjectUpdate((frame: NodeFrame) => twins.enter(frame));
    },
  };
}

/** `node` over others in place of some; `own` and what `resolve` gives are not replaced. */
export function override(node: Node, own: Node[], resolve: (source: Node) => Node | undefined): Node {
  const kept = new Set(own);
  const overrideNodes = new Overrides((source) => {
    const other = kept.has(source) ? undefined : resolve(source);
    if (other !== undefined) kept.add(other);
    return other;
  });
  const past = isolate(context(node, { overrideNodes }));
  past.parent = false; // else what was built already is taken for it
  return past;
}
