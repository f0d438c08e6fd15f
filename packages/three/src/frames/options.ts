import type { Camera, RenderPipeline } from 'three/webgpu';
import { FrameloomError } from '@frameloom/gpu';
import type { FramePacerOptions, ModelSource } from '@frameloom/interpolate';
import type { InputTextureNode } from '../three-types.ts';
import type { UpscaleNode } from '../upscale-node.ts';

/** Options of `generateFrames()`. */
export type GenerateFramesOptions = FramePacerOptions & {
  /** The node that `upscale()` made for the pipeline: brings camera, depth and motion. Default: none, and the next three are needed. */
  node?: UpscaleNode;
  /** The camera of the scene. Default: that of `node`. */
  camera?: Camera;
  /** Depth of a pass of your own, a texture node. Default: that of `node`. */
  depth?: InputTextureNode;
  /** Its velocity, a texture node. Default: that of `node`. */
  velocity?: InputTextureNode;
  /** A network that chooses among what the passes found, such as `'standard'`; see `createInterpolator()`. Default `'none'`. */
  model?: ModelSource;
};

/** What frames are generated from. */
export type FrameSources = { camera(): Camera; depth: InputTextureNode; velocity: InputTextureNode };

/** @throws FrameloomError `invalid-argument` where there is nothing to generate from. */
export function readSources(pipeline: RenderPipeline, options: GenerateFramesOptions): FrameSources {
  if (typeof pipeline?.render !== 'function') {
    fail(`pipeline is ${String(pipeline)}`, 'the RenderPipeline that renders the scene');
  }
  const { node, camera, depth, velocity } = options;
  if (node !== undefined) {
    const { scenePass } = node;
    if (scenePass === undefined) {
      return fail(
        'node renders no scene itself',
        'camera, depth and velocity of your own pass, or a node made by upscale()',
      );
    }
    return {
      camera: () => node.camera,
      depth: scenePass.getTextureNode('depth') as InputTextureNode,
      velocity: scenePass.getTextureNode('velocity') as InputTextureNode,
    };
  }
  if (camera?.isCamera !== true || depth?.value === undefined || velocity?.value === undefined) {
    return fail('there is no node', 'node, or camera and the texture nodes depth and velocity');
  }
  return { camera: () => camera, depth, velocity };
}

function fail(got: string, wanted: string): never {
  throw new FrameloomError('invalid-argument', `generateFrames: ${got}. Give ${wanted}.`);
}
