// A RenderPipeline whose result is kept as linear half floats instead of being shown.
import * as THREE from 'three/webgpu';
import type { Stage } from './stage.ts';

/** A post-processing graph of three.js, rendered into a texture of display size. */
export type Graph = { render(): GPUTexture; dispose(): void };

/** Wraps `outputNode` in a pipeline without tone mapping or colour conversion. */
export function createGraph(stage: Stage, outputNode: THREE.Node): Graph {
  const { renderer, size } = stage;
  const pipeline = new THREE.RenderPipeline(renderer, outputNode);
  pipeline.outputColorTransform = false;
  const target = new THREE.RenderTarget(size.width, size.height, {
    type: THREE.HalfFloatType,
    depthBuffer: false,
  });
  return {
    render() {
      renderer.setRenderTarget(target);
      pipeline.render();
      renderer.setRenderTarget(null);
      return stage.gpuTexture(target.texture);
    },
    dispose() {
      pipeline.dispose();
      target.dispose();
    },
  };
}
