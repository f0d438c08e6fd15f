import * as THREE from 'three/webgpu';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { upscale } from '@frameloom/three';
import { createStage, type Stage } from './support.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await createStage({ width: 64, height: 36 });
});
afterAll(() => stage.dispose());

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

test('a frame rate out of reach goes to the coarsest ratio, one in easy reach to the sharpest, with events', async () => {
  const scene = new THREE.Scene();
  const camera = new THREE.PerspectiveCamera(50, 64 / 36, 0.1, 50);
  const pipeline = new THREE.RenderPipeline(stage.renderer);
  for (const [targetFps, expected] of [
    [1000, 2],
    [3, 1.5],
  ] as const) {
    const node = upscale(scene, camera, { targetFps, ratio: 1.7, minRatio: 1.5, maxRatio: 2 });
    const ratios: number[] = [];
    node.addEventListener('ratio', ({ ratio }) => ratios.push(ratio));
    pipeline.outputNode = node;
    pipeline.needsUpdate = true;
    stage.frame(() => pipeline.render());
    await node.ready;
    const start = performance.now();
    while (node.ratio !== expected && performance.now() - start < 60_000) {
      stage.frame(() => pipeline.render());
      await wait(10);
    }
    expect(node.ratio).toBeCloseTo(expected, 5);
    expect(ratios.at(-1)).toBeCloseTo(expected, 5);
    stage.frame(() => pipeline.render());
    expect(node.stats.renderSize.width).toBe(Math.round(64 / expected));
    node.dispose();
  }
});
