import type { Camera, Node, RenderPipeline, TextureNode } from 'three/webgpu';

/** What shows where there is no WebGPU: three's own temporal upscaler, which also runs on WebGL2. */
export interface Fallback {
  /** The node to show now: bilinear until three's is loaded. */
  node(pipeline: RenderPipeline | undefined): Node;
  dispose(): void;
}

type TextureInputs = { beauty: TextureNode; depth: TextureNode; velocity: TextureNode; camera: Camera };

/** Loads `TAAUNode` only when it is needed, so that WebGPU pages do not carry it. */
export function createFallback(inputs: TextureInputs, onError: (reason: unknown) => void): Fallback {
  let temporal: Node | undefined;
  let isDisposed = false;
  let waiting: RenderPipeline | undefined;

  void import('three/addons/tsl/display/TAAUNode.js').then(({ taau }) => {
    if (isDisposed) return;
    const { beauty, depth, velocity, camera } = inputs;
    temporal = taau(beauty, depth, velocity, camera);
    if (waiting) waiting.needsUpdate = true;
  }, onError);

  return {
    node(pipeline) {
      waiting = pipeline;
      return temporal ?? inputs.beauty;
    },
    dispose() {
      isDisposed = true;
      temporal?.dispose();
    },
  };
}
