import type { Camera, Node, NodeBuilder, PassNode, Renderer, Texture, TextureNode } from 'three/webgpu';
import { FrameloomError } from '@frameloom/gpu';
import { getRenderSize, type Size } from '@frameloom/upscale';
import { SceneMotionNode } from './scene-motion.ts';
import type { ScenePass } from './scene-pass.ts';
import { getGpuTexture } from './three-gpu.ts';
import type { InputTextureNode, ScaledSource } from './three-types.ts';
import { warnOnce } from './warn.ts';

/** The textures that a node upscales. */
export type UpscaleInputs = {
  readonly beauty: InputTextureNode;
  readonly depth: InputTextureNode;
  readonly velocity: InputTextureNode;
  readonly reactive?: TextureNode;
  camera: Camera;
  /** The pass that `upscale()` made. */
  readonly scenePass?: ScenePass;
};

/** The GPU textures of this frame. */
export type FrameTextures = {
  renderSize: Size;
  color: GPUTexture;
  depth: GPUTexture;
  velocity: GPUTexture;
  reactive?: GPUTexture;
};

/**
 * Builds the inputs first, so that their passes render before the node's updateBefore(), and takes multisampling out of
 * them.
 */
export function buildInputs(inputs: UpscaleInputs, builder: NodeBuilder, renderer: Renderer): void {
  const nodes = [inputs.depth, inputs.velocity, inputs.beauty, inputs.reactive];
  for (const node of nodes) {
    const pass = (node as InputTextureNode | undefined)?.passNode;
    if (pass !== undefined && (pass.options.samples ?? renderer.samples) > 0) {
      warnOnce(
        'upscale: the scene pass is multisampled, which the upscaler replaces. Set antialias: false and samples: 0.',
      );
      pass.options.samples = 0;
    }
    (node as unknown as { build(builder: NodeBuilder): void } | undefined)?.build(builder);
  }
  if (inputs.scenePass && renderer.samples > 0) {
    warnOnce('upscale: the renderer has antialias: true, which the upscaler replaces. Set antialias: false.');
  }
}

/** Whether velocity carries coverage and reactivity, because our scene pass wrote it. */
export function isBlended({ velocity }: UpscaleInputs): boolean {
  return velocity.passNode?.getMRT()?.get('velocity') instanceof SceneMotionNode;
}

/**
 * The inputs of this frame.
 * @throws FrameloomError `invalid-size` where they differ in size.
 */
export function readInputs(inputs: UpscaleInputs, renderer: Renderer): FrameTextures {
  const get = (node: { value: Texture }): GPUTexture => getGpuTexture(renderer, node.value);
  const color = get(inputs.beauty);
  const textures: FrameTextures = {
    color,
    depth: get(inputs.depth),
    velocity: get(inputs.velocity),
    ...(inputs.reactive && { reactive: get(inputs.reactive) }),
    renderSize: { width: color.width, height: color.height },
  };
  for (const name of ['depth', 'velocity', 'reactive'] as const) {
    const texture = textures[name];
    if (texture === undefined || (texture.width === color.width && texture.height === color.height)) continue;
    throw new FrameloomError(
      'invalid-size',
      `upscale: ${name} is ${texture.width}×${texture.height} and beauty ${color.width}×${color.height}. Render both in one pass, or at one resolution scale.`,
    );
  }
  return textures;
}

/** The size that the inputs will have in the frame that is about to start; three resizes them later in it. */
export function expectRenderSize(inputs: UpscaleInputs, displaySize: Size): Size {
  if (inputs.scenePass) return getRenderSize(displaySize, inputs.scenePass.ratio);
  const { width, height } = inputs.beauty.value.image as Size;
  return { width: Math.max(1, width), height: Math.max(1, height) };
}

/** Makes whatever renders the inputs render `ratio` times fewer pixels along each axis. */
export function scaleInputs(inputs: UpscaleInputs, ratio: number): void {
  if (inputs.scenePass) {
    inputs.scenePass.ratio = ratio;
    return;
  }
  const sources = new Set<ScaledSource>();
  for (const node of [inputs.beauty, inputs.depth, inputs.velocity, inputs.reactive]) {
    const source = sourceOf(node);
    if (source) sources.add(source);
  }
  // three rounds down; the nudge keeps 1920 / 1.5 at 1280.
  for (const source of sources) source.setResolutionScale(1 / ratio + 1e-6);
}

function sourceOf(node: Node | undefined): ScaledSource | undefined {
  const { passNode, isRTTNode } = (node ?? {}) as { passNode?: PassNode; isRTTNode?: boolean };
  return isRTTNode ? (node as unknown as ScaledSource) : passNode;
}
