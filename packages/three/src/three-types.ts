// Narrow views of three objects whose published types are missing, too wide, or in the way.
import {
  Node,
  type MRTNode,
  type NodeBuilder,
  type NodeFrame,
  type PassNode,
  type RenderPipeline,
  type Renderer,
  type RenderTarget,
  type TextureNode,
} from 'three/webgpu';
import type { DebugView, ModelState } from '@frameloom/upscale';

/** A texture node of a pass or of a render-to-texture node: what beauty, depth and velocity are. */
export type InputTextureNode = TextureNode & {
  passNode?: PassNode;
  renderTarget?: RenderTarget;
  isRTTNode?: boolean;
};

/** Something whose pixels follow a resolution scale: a pass or a render-to-texture node. */
export type ScaledSource = { setResolutionScale(scale: number): unknown };

/** The part of three's NodeBuilder that a temporal node uses in setup(). */
export type PipelineBuilder = {
  readonly renderer: Renderer;
  readonly renderPipeline?: RenderPipeline;
  readonly context: { renderPipelineState?: { viewOffsetOwner: Node | null } };
};

/** The part of three's NodeBuilder that knows the material being built. */
export type MaterialBuilder = {
  readonly renderer: { getMRT(): MRTNode | null; getRenderTarget(): RenderTarget | null };
  readonly stack: { addToStack(node: Node): void };
  needsPreviousData(): boolean;
  addStack(): void;
  removeStack(): Node & { parent: Node | null };
};

/** three declares a method `debug` on every node; ours is the view to show. This type satisfies both. */
export type DebugProperty = DebugView & Node['debug'];

/** Events of an upscale node. */
export type UpscaleEvents = {
  /** The governor chose another ratio. */
  ratio: { ratio: number };
  /** The integration checker found a mistake, or something could not be done as asked. */
  warning: { code: string; message: string };
  /** There is no WebGPU; three's own upscaler shows instead. */
  fallback: { reason: string };
  /** The network is in use, or could not be loaded. */
  model: { state: ModelState };
  dispose: object;
};

type Listener<Type extends keyof UpscaleEvents> = (event: UpscaleEvents[Type] & { type: Type }) => void;
type ListenerMethod<Result> = <Type extends keyof UpscaleEvents>(
  type: Type,
  listener: Listener<Type>,
) => Result;
type Overridden =
  | 'debug'
  | 'setup'
  | 'updateBefore'
  | 'dispose'
  | 'addEventListener'
  | 'removeEventListener'
  | 'hasEventListener'
  | 'dispatchEvent';

interface NodeMembers extends Omit<Node<'vec4'>, Overridden> {
  setup(builder: NodeBuilder): Node | null | undefined;
  updateBefore(frame: NodeFrame): boolean | undefined;
  dispose(): void;
  addEventListener: Node['addEventListener'] & ListenerMethod<void>;
  removeEventListener: Node['removeEventListener'] & ListenerMethod<void>;
  hasEventListener: Node['hasEventListener'] & ListenerMethod<boolean>;
  dispatchEvent: Node['dispatchEvent'] &
    (<Type extends keyof UpscaleEvents>(event: UpscaleEvents[Type] & { type: Type }) => void);
}

/** three's Node as a base class that may have its own `debug`. */
export const NodeBase: new (nodeType: string) => NodeMembers = Node as unknown as new (
  nodeType: string,
) => NodeMembers;
