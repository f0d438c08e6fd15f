import type { Camera, Node, Scene } from 'three/webgpu';
import { convertToTexture } from 'three/tsl';
import { getRatio } from '@frameloom/upscale';
import {
  checkCamera,
  checkNode,
  checkOptions,
  checkScene,
  type TemporalUpscaleOptions,
  type UpscaleOptions,
} from './options.ts';
import type { UpscaleInputs } from './inputs.ts';
import { inspectPass } from './inspector.ts';
import { ScenePass } from './scene-pass.ts';
import type { InputTextureNode } from './three-types.ts';
import { UpscaleNode } from './upscale-node.ts';
import { repairVelocity } from './velocity-repair.ts';

/**
 * Renders a scene at a fraction of its pixels and rebuilds all of them: one sample per pixel, motion, reactive mask, jitter
 * and texture bias are taken care of. Linear HDR out; three tone-maps after it.
 *
 * ```ts
 * pipeline.outputNode = upscale(scene, camera, { quality: 'performance' });
 * ```
 *
 * A heads-up display stays sharp when it is DOM, or a second scene rendered over the pipeline's result.
 *
 * @throws FrameloomError `invalid-argument`. A renderer that cannot be upscaled throws `unsupported` from
 * `pipeline.render()`.
 */
export function upscale(scene: Scene, camera: Camera, options: UpscaleOptions = {}): UpscaleNode {
  checkScene('upscale', scene);
  checkCamera('upscale', camera);
  checkOptions('upscale', options);
  repairVelocity();
  const ratio = getRatio(options.ratio ?? options.quality ?? 'performance');
  const scenePass = new ScenePass(scene, camera, ratio);
  inspectPass(scenePass);
  return new UpscaleNode(
    {
      beauty: scenePass.getTextureNode('output') as InputTextureNode,
      depth: scenePass.getTextureNode('depth') as InputTextureNode,
      velocity: scenePass.getTextureNode('velocity') as InputTextureNode,
      camera,
      scenePass,
      ...withReactive(options.reactive),
    },
    { ...options, ratio },
  );
}

/**
 * The upscaler for a pass of your own, with the arguments of three's `taau()`. Beauty, depth and velocity are textures of
 * one size, usually of a pass with `samples: 0` and `setResolutionScale(1 / ratio)`; effects compose before and after it.
 *
 * @throws FrameloomError `invalid-argument`.
 */
export function temporalUpscale(
  beauty: Node,
  depth: Node,
  velocity: Node,
  camera: Camera,
  options: TemporalUpscaleOptions = {},
): UpscaleNode {
  const who = 'temporalUpscale';
  checkNode(who, 'beauty', beauty);
  checkNode(who, 'depth', depth);
  checkNode(who, 'velocity', velocity);
  checkCamera(who, camera);
  checkOptions(who, options);
  repairVelocity();
  const depthTexture = toTexture(depth);
  const scale = depthTexture.passNode?.getResolutionScale() ?? 1;
  return new UpscaleNode(
    {
      beauty: toTexture(beauty, scale), // composed of several textures, it is drawn to one first
      depth: depthTexture,
      velocity: toTexture(velocity, scale),
      camera,
      ...withReactive(options.reactive, scale),
    },
    options,
  );
}

function withReactive(reactive: UpscaleOptions['reactive'], scale?: number): Pick<UpscaleInputs, 'reactive'> {
  return typeof reactive === 'object' ? { reactive: toTexture(reactive, scale) } : {};
}

function toTexture(node: Node, resolutionScale = 1): InputTextureNode {
  return convertToTexture(node, null, null, { resolutionScale }) as unknown as InputTextureNode;
}
