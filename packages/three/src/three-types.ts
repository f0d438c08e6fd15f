// Narrow views of three objects whose published types are missing, too wide, or in the way.
import {
  Node,
  type NodeBuilder,
  type NodeFrame,
  type PassNode,
  type RenderPipeline,
  type Renderer,
  type RenderTarget,
  type TextureNode,
} from 'three/webgpu';
import type { DebugView } from '@frameloom/upscale';

/** A texture node of a pass or of a render-to-texture node: what beauty, depth and velocity are. */
export type InputTextureNode = TextureNode & {
  passNode?: PassNode;
  renderTarget?: RenderTarget;
  isRTTNode?: boolean;
};

/** The part of three's NodeBuilder that a temporal node uses in setup(). */
export type PipelineBuilder = {
  readonly renderer: Renderer;
  readonly renderPipeline?: RenderPipeline;
  readonly context: { renderPipelineState?: { viewOffsetOwner: Node | null } };
};

/** The part of three's NodeBuilder that knows the material being built. */
export type MaterialBuilder = {
  needsPreviousData(): boolean;
};

/** three declares a method `debug` on every node; ours is the view to show. This type satisfies both. */
export type DebugProperty = DebugView & Node['debug'];

type Overridden = 'debug' | 'setup' | 'updateBefore' | 'dispose';

interface NodeMembers extends Omit<Node<'vec4'>, Overridden> {
  setup(builder: NodeBuilder): Node | null | undefined;
  updateBefore(frame: NodeFrame): boolean | undefined;
  dispose(): void;
}

/** three's Node as a base class that may have its own `debug`. */
export const NodeBase: new (nodeType: string) => NodeMembers = Node as unknown as new (
  nodeType: string,
) => NodeMembers;
