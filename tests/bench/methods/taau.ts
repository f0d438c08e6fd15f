import * as THREE from 'three/webgpu';
import { texture } from 'three/tsl';
import { taau } from 'three/addons/tsl/display/TAAUNode.js';
import type { CreateMethod } from './types.ts';

/** The parts of TAAUNode that its declarations leave out. */
type Taau = THREE.Node & {
  setViewOffset(width: number, height: number): void;
  clearViewOffset(): void;
  updateBefore(frame: { renderer: THREE.WebGPURenderer }): void;
  dispose(): void;
};

/** three's own TAAUNode: its resolve and its two history copies, without the quad that shows the result. */
export const createTaau: CreateMethod = async (input) => {
  const { renderer, target, renderSize, displaySize, camera } = input;
  const [color, velocity] = target.textures;
  const beauty = texture(color!) as THREE.TextureNode & { passNode?: object };
  // The node asks the pass behind its input for the render target, to learn the input size.
  beauty.passNode = { renderTarget: target };
  const depth = texture(target.depthTexture!);
  const node = taau(beauty, depth, texture(velocity!), camera) as unknown as Taau;
  const pipeline = new THREE.RenderPipeline(renderer, node);
  pipeline.outputColorTransform = false;
  const shown = new THREE.RenderTarget(displaySize.width, displaySize.height, {
    type: THREE.HalfFloatType,
    depthBuffer: false,
  });
  // One turn through a pipeline builds the node's materials; from then on it is driven directly.
  renderer.setRenderTarget(shown);
  pipeline.render();
  renderer.setRenderTarget(null);
  shown.dispose();
  return {
    name: 'taau',
    run() {
      node.setViewOffset(renderSize.width, renderSize.height);
      node.updateBefore({ renderer });
      node.clearViewOffset();
    },
    dispose() {
      pipeline.dispose();
      node.dispose();
    },
  };
};
