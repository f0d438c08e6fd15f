import { ReferenceAttributeNode, type Camera, type InstancedBufferAttribute } from 'three/webgpu';
import type { InstancedMesh, Node, NodeFrame, Object3D, Texture, TextureNode } from 'three/webgpu';
import { buffer, uniform } from 'three/tsl';
import type { GraphNode, PastBuilder, TexturedObject } from './past-nodes.ts';
import type { View } from './view.ts';
import { warnOnce } from './warn.ts';

/** Finds the view of a frame, or the one that a builder builds for. */
export type ViewOf = (state: { camera: Camera | null; frameId?: number }) => View;

/** Inputs of materials as they were. */
export interface Twins {
  /** Stands for an input and holds what that held; `undefined` where it is not known. */
  of(source: GraphNode, builder: PastBuilder): Node | undefined;
  /** Call with a frame, or a builder, before instances are asked for. */
  enter(state: { camera: Camera | null; frameId?: number; object: Object3D | null }): void;
}

/** Makes the twins of the views that `viewOf` finds. Materials share them, since histories are kept by what they stand for. */
export function createTwins(viewOf: ViewOf): Twins {
  const known = new WeakMap<object, Node>();
  let view: View; // three asks for attributes without saying in which frame

  const instances = new ReferenceAttributeNode('instanceMatrix', 'mat4');
  instances.getValueFromReference = (object) => {
    const { instanceMatrix } = object as { instanceMatrix: InstancedBufferAttribute };
    return view.data.instances(object as Object3D, instanceMatrix);
  };

  /** Sets the twin's value for each object. */
  function keep(twin: Node, read: (now: View, object: Object3D) => unknown): Node {
    return (twin as GraphNode).onObjectUpdate((frame: NodeFrame) => {
      if (frame.object !== null) (twin as GraphNode).value = read(viewOf(frame), frame.object);
    });
  }

  function make(source: GraphNode, builder: PastBuilder): Node | undefined {
    if (source.isTextureNode) {
      const find = dataTextures.find((of) => of(builder.object) === source.value);
      if (find === undefined) return undefined;
      const twin = source.clone() as TextureNode;
      twin.value = view.data.texture(builder.object, find(builder.object)!);
      return keep(twin, (now, object) => now.data.texture(object, find(object)!));
    }
    let twin: Node;
    if (source.isBufferNode) {
      const { value, bufferType, bufferCount } = source;
      if (!(value instanceof Float32Array)) return undefined; // storage, which only the GPU knows
      twin = buffer(value.slice(), bufferType, bufferCount);
    } else {
      twin = uniform(source.getNodeType(builder) as never);
    }
    return keep(twin, (now, object) => now.values.step(source, object, (source.uniformNode ?? source).value));
  }

  return {
    of(source, builder) {
      if (source.type === 'ReferenceAttributeNode') {
        return source.property === 'instanceMatrix' && canBind(builder.object) ? instances : undefined;
      }
      let twin = known.get(source);
      if (twin === undefined && (twin = make(source, builder)) !== undefined) known.set(source, twin);
      return twin;
    },
    enter(state) {
      view = viewOf(state);
      if ((state.object as InstancedMesh | null)?.isInstancedMesh && state.frameId !== undefined) {
        instances.getValueFromReference(state.object!);
      }
    },
  };
}

const dataTextures: ((object: TexturedObject) => Texture | null | undefined)[] = [
  ({ skeleton }) => skeleton?.boneTexture,
  ({ morphTexture }) => morphTexture,
  ({ _matricesTexture }) => _matricesTexture,
];

/** WebGPU binds eight vertex buffers at least, and three no more. */
const maxVertexBuffers = 8;

function canBind(object: Object3D): boolean {
  const { geometry, instanceColor, instanceMatrix } = object as InstancedMesh;
  if ((instanceMatrix as { isStorageInstancedBufferAttribute?: boolean }).isStorageInstancedBufferAttribute)
    return false;
  const count = Object.keys(geometry.attributes).length + (instanceColor === null ? 2 : 3);
  if (count <= maxVertexBuffers) return true;
  warnOnce(
    `upscale: instances of "${object.name || object.type}" need ${count} vertex buffers to know where they were, and there are 8. Remove attributes or interleave them.`,
  );
  return false;
}
