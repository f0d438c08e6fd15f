import { RenderPipeline, type Camera, type Node, type Renderer, type Scene } from 'three/webgpu';
import { FrameloomError } from '@frameloom/gpu';
import type { UpscaleOptions } from '../options.ts';
import type { UpscaleNode } from '../upscale-node.ts';
import { upscale } from '../upscale.ts';
import { warnOnce } from '../warn.ts';

/** A canvas's render pipeline with an upscaler in it. */
export type UpscalePipeline = {
  node: UpscaleNode;
  render(): void;
  dispose(): void;
};

/**
 * Makes the pipeline of a canvas.
 *
 * @returns Undefined, with one warning, where the canvas has a WebGLRenderer.
 * @throws FrameloomError `invalid-argument`.
 */
export function createUpscalePipeline(
  renderer: Renderer,
  scene: Scene,
  camera: Camera,
  options: UpscaleOptions,
  effects: ((picture: UpscaleNode) => Node) | undefined,
): UpscalePipeline | undefined {
  if ((renderer as Partial<{ isRenderer: boolean }>).isRenderer !== true) {
    warnOnce(
      '<Upscale>: the canvas draws with WebGLRenderer, so the scene is shown as it is. ' +
        'Give <Canvas gl={async (props) => { const renderer = new WebGPURenderer(props); await renderer.init(); return renderer; }}>.',
    );
    return undefined;
  }
  const node = upscale(scene, camera, options);
  const picture = effects?.(node) ?? node;
  if ((picture as Partial<Node>).isNode !== true) {
    node.dispose();
    throw new FrameloomError(
      'invalid-argument',
      `<Upscale>: effects returned ${typeof picture}. Return a node, like bloom(picture).`,
    );
  }
  const pipeline = new RenderPipeline(renderer, picture as Node);
  return {
    node,
    render: () => pipeline.render(),
    dispose() {
      pipeline.dispose();
      node.dispose();
    },
  };
}
