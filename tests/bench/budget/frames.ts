import { buildScene } from '@frameloom/scenes';
import { upscale } from '@frameloom/three';
import type { Size } from '@frameloom/upscale';
import * as THREE from 'three/webgpu';

/** The market scene of the gallery, upscaled, drawn once per animation frame. */
export type Frames = {
  /** Draws `count` frames; milliseconds from each to the next. */
  draw(count: number): Promise<number[]>;
  dispose(): void;
};

export async function createFrames(
  device: GPUDevice,
  canvas: HTMLCanvasElement,
  size: Size,
): Promise<Frames> {
  const renderer = new THREE.WebGPURenderer({ device, canvas, antialias: false });
  await renderer.init();
  renderer.setPixelRatio(1);
  renderer.setSize(size.width, size.height, false);
  const market = await buildScene('market');
  market.camera.aspect = size.width / size.height;
  market.camera.updateProjectionMatrix();
  const pipeline = new THREE.RenderPipeline(renderer);
  const node = upscale(market.scene, market.camera, { quality: 'performance' });
  pipeline.outputNode = node as unknown as THREE.Node;
  let frame = 0;
  const draw = (): void => {
    // The same stretch of the flight over and over, so that every phase draws the same.
    const seconds = (frame++ % 120) / 60;
    market.animate(seconds);
    market.flight(seconds);
    pipeline.render();
  };
  draw();
  await node.ready;

  return {
    draw: (count) =>
      new Promise((resolve) => {
        const times: number[] = [];
        let last: number | undefined;
        const next = (now: number): void => {
          if (last !== undefined) times.push(now - last);
          last = now;
          if (times.length === count) {
            resolve(times);
            return;
          }
          draw();
          requestAnimationFrame(next);
        };
        requestAnimationFrame(next);
      }),
    dispose() {
      node.dispose();
      market.dispose();
      renderer.dispose();
    },
  };
}
