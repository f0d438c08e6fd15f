// Rendering a scene into textures of our own: what the reference, the recorder and the analysis share.
import * as THREE from 'three/webgpu';
import { context, dFdx, dFdy, mrt, output, velocity } from 'three/tsl';
import type { Size } from './platform.ts';
import type { Stage } from './stage.ts';

/** A scene rendered off screen, one sample per pixel. */
export type ScenePass = {
  readonly target: THREE.RenderTarget;
  render(scene: THREE.Scene, camera: THREE.Camera): void;
  dispose(): void;
};

/** `mipBias` shifts every texture's level of detail; `velocity` adds an rg16float attachment of that name. */
export type ScenePassOptions = { mipBias?: number; velocity?: boolean; extra?: Record<string, THREE.Node> };

/** Creates a pass with rgba16float colour and float depth. */
export function createScenePass(stage: Stage, size: Size, options: ScenePassOptions = {}): ScenePass {
  const { renderer } = stage;
  const extra = Object.entries(options.extra ?? {});
  const names = ['output', ...(options.velocity ? ['velocity'] : []), ...extra.map(([name]) => name)];
  const target = new THREE.RenderTarget(size.width, size.height, {
    count: names.length,
    type: THREE.HalfFloatType,
    samples: 0,
  });
  names.forEach((name, index) => {
    target.textures[index]!.name = name;
    if (name === 'velocity') target.textures[index]!.format = THREE.RGFormat;
    if (index > 1) target.textures[index]!.type = THREE.FloatType;
  });
  target.depthTexture = new THREE.DepthTexture(size.width, size.height);
  target.depthTexture.type = THREE.FloatType;
  const outputs: Record<string, THREE.Node> = { output };
  if (options.velocity) outputs['velocity'] = velocity;
  for (const [name, node] of extra) outputs[name] = node;
  const targets = names.length > 1 ? mrt(outputs) : null;
  const bias = options.mipBias ? mipBiasContext(options.mipBias) : null;
  return {
    target,
    render(scene, camera) {
      const savedContext = renderer.contextNode;
      if (bias) renderer.contextNode = bias;
      renderer.setMRT(targets);
      renderer.setRenderTarget(target);
      renderer.render(scene, camera);
      renderer.setRenderTarget(null);
      renderer.setMRT(null);
      renderer.contextNode = savedContext;
    },
    dispose() {
      target.depthTexture?.dispose();
      target.dispose();
    },
  };
}

/** Scales the derivatives that textures are sampled with: WebGPU samplers have no level-of-detail bias. */
function mipBiasContext(bias: number): THREE.ContextNode<unknown> {
  const scale = 2 ** bias;
  const getTextureGradient = (node: { uvNode?: THREE.Node; getDefaultUV(): THREE.Node }): unknown[] => {
    const uv = (node.uvNode ?? node.getDefaultUV()) as THREE.Node<'vec2'>;
    return [dFdx(uv).mul(scale), dFdy(uv).mul(scale)];
  };
  return context({ getTextureGradient }) as unknown as THREE.ContextNode<unknown>;
}
