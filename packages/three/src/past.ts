import { ReferenceAttributeNode, VarNode, type Camera, type Node, type NodeFrame } from 'three/webgpu';
import type {
  InstancedBufferAttribute,
  InstancedMesh,
  NodeBuilder,
  Object3D,
  Texture,
  TextureNode,
} from 'three/webgpu';
import { OnBeforeObjectUpdate, buffer, context, isolate, uniform } from 'three/tsl';
import { Nothing, Overrides, type GraphNode, type PastBuilder, type TexturedObject } from './past-nodes.ts';
import type { View } from './view.ts';

/** Finds the view of a frame, or the one that a builder builds for. */
export type ViewOf = (state: { camera: Camera | null; frameId?: number }) => View;

/** Evaluates parts of a material's graph as they were in the last frame of a view. */
export interface Past {
  /**
   * The value that `node` had: the same graph over the last frame's uniforms (time, camera, the object's place, the user's
   * own), bones, morph influences, instance matrices and batches. What it assigns goes to copies. `given` holds what some
   * nodes were. Call in a builder's setup stage, after `node` itself was set up.
   */
  of(node: Node, builder: NodeBuilder, given: ReadonlyMap<Node, Node>): Node;
  /** Call in the setup of a vertex stage with instances: keeps their matrices. */
  watchInstances(): void;
}

/** Makes the past of the views that `viewOf` finds. */
export function createPast(viewOf: ViewOf): Past {
  // Shared between materials. The history of a twin is kept by the node that it stands for.
  const twins = new WeakMap<object, Node>();
  const nothing = new Nothing();
  let lastView: View; // three asks for attributes without saying in which frame

  const instances = new ReferenceAttributeNode('instanceMatrix', 'mat4');
  instances.getValueFromReference = (object) => {
    const { instanceMatrix } = object as { instanceMatrix: InstancedBufferAttribute };
    return lastView.data.instances(object as Object3D, instanceMatrix);
  };

  /** `twin` with what `source` held. */
  function remember(source: GraphNode, twin: Node & { value: unknown }): Node {
    return (twin as unknown as GraphNode).onObjectUpdate((frame: NodeFrame) => {
      if (frame.object === null) return;
      const { value } = source.uniformNode ?? source;
      twin.value = viewOf(frame).values.step(source, frame.object, value);
    });
  }

  function twinOf(source: GraphNode, builder: PastBuilder): Node | undefined {
    if (source.isTextureNode) return pastTexture(source, builder.object);
    if (source.isBufferNode) {
      const { value, bufferType, bufferCount } = source;
      if (!(value instanceof Float32Array)) return undefined; // storage, which only the GPU knows
      return remember(source, buffer(value.slice(), bufferType, bufferCount) as never);
    }
    const type = source.getNodeType(builder);
    return remember(source, uniform(type as never) as never);
  }

  function pastTexture(source: GraphNode, object: TexturedObject): Node | undefined {
    const find = dataTextures.find((of) => of(object) === source.value);
    if (find === undefined) return undefined;
    const twin = source.clone() as TextureNode;
    const update = (view: View, at: TexturedObject): void => {
      twin.value = view.data.texture(at, find(at)!);
    };
    update(lastView, object);
    return (twin as unknown as GraphNode).onObjectUpdate((frame: NodeFrame) => {
      if (frame.object !== null) update(viewOf(frame), frame.object);
    });
  }

  function resolve(source: GraphNode, builder: PastBuilder): Node | undefined {
    const isNew = !builder.nodes.has(source);
    if (source.type === 'EventNode') return nothing; // has happened
    if (source.type === 'ReferenceAttributeNode' && source.property === 'instanceMatrix') {
      return canBindInstances(builder.object) ? instances : undefined;
    }
    if (source.isUniformNode || source.uniformNode) {
      if (isNew && source.updateType !== 'none') builder.addNode(source); // else nobody updates it
      let twin = twins.get(source);
      if (twin === undefined && (twin = twinOf(source, builder)) !== undefined) twins.set(source, twin);
      return twin;
    }
    if (source.isVarNode || source.isVaryingNode) {
      if (source.isVarNode && isNew) {
        (source as { name: string | null }).name = null; // made by the same function once more: its name is taken
        return undefined;
      }
      return new VarNode(source.node);
    }
    // Whatever was assigned to is assigned to again, elsewhere.
    if (source.isPropertyNode) return new VarNode(context(source, { overrideNodes: new Map() }));
    return undefined;
  }

  return {
    of(node, builder, given) {
      const own = new Set<Node>([instances, nothing, ...given.values()]);
      lastView = viewOf({ camera: builder.camera });
      const overrideNodes = new Overrides((source) => {
        if (own.has(source)) return undefined;
        const other = given.get(source) ?? resolve(source as GraphNode, builder as PastBuilder);
        if (other !== undefined) own.add(other);
        return other;
      });
      const past = isolate(context(node, { overrideNodes }));
      past.parent = false; // else what was built already is taken for it
      return past;
    },
    watchInstances() {
      OnBeforeObjectUpdate((frame: NodeFrame) => {
        lastView = viewOf(frame);
        instances.getValueFromReference(frame.object!);
      });
    },
  };
}

/** WebGPU binds eight vertex buffers at least, and three no more. */
const maxVertexBuffers = 8;

function canBindInstances(object: Object3D): boolean {
  const { geometry, instanceColor, instanceMatrix } = object as InstancedMesh;
  const { isStorageInstancedBufferAttribute } = instanceMatrix as {
    isStorageInstancedBufferAttribute?: boolean;
  };
  const count = Object.keys(geometry.attributes).length + (instanceColor === null ? 2 : 3);
  return isStorageInstancedBufferAttribute !== true && count <= maxVertexBuffers;
}

const dataTextures: ((object: TexturedObject) => Texture | null | undefined)[] = [
  ({ skeleton }) => skeleton?.boneTexture,
  ({ morphTexture }) => morphTexture,
  ({ _matricesTexture }) => _matricesTexture,
];
