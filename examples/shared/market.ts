import { buildScene } from '@frameloom/scenes';
import { upscale } from '@frameloom/three';
import * as THREE from 'three/webgpu';
import type { Stage } from './stage.ts';

/** The night market, rendered at a quarter of the canvas' pixels and upscaled. */
export type Market = {
  readonly scene: THREE.Scene;
  readonly camera: THREE.PerspectiveCamera;
  draw(milliseconds: number): void;
  dispose(): void;
};

export async function createMarket({
  renderer,
  canvas,
  gpu,
}: Pick<Stage, 'renderer' | 'canvas' | 'gpu'>): Promise<Market> {
  const world = await buildScene('market', { shadows: gpu.tier !== 'software' });
  const pipeline = new THREE.RenderPipeline(renderer);
  const node = upscale(world.scene, world.camera, { quality: 'performance' });
  pipeline.outputNode = node as unknown as THREE.Node;
  const stands = matchMedia('(prefers-reduced-motion: reduce)').matches;
  let seconds = 5;
  return {
    scene: world.scene,
    camera: world.camera,
    draw(milliseconds) {
      if (!stands) seconds += milliseconds / 1000;
      const aspect = canvas.width / canvas.height;
      if (world.camera.aspect !== aspect) {
        world.camera.aspect = aspect;
        world.camera.updateProjectionMatrix();
      }
      world.animate(seconds);
      world.flight(seconds);
      pipeline.render();
    },
    dispose() {
      pipeline.dispose();
      node.dispose();
      world.dispose();
    },
  };
}
