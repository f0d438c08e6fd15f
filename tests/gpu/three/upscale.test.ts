import * as THREE from 'three/webgpu';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { upscale } from '@frameloom/three';
import { createStage, type Stage } from './support.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await createStage({ width: 64, height: 36 });
});
afterAll(() => stage.dispose());

function boxScene(): { scene: THREE.Scene; camera: THREE.PerspectiveCamera; box: THREE.Mesh } {
  const scene = new THREE.Scene();
  scene.background = new THREE.Color(0.1, 0.2, 0.4);
  const camera = new THREE.PerspectiveCamera(50, 64 / 36, 0.1, 50);
  camera.position.z = 4;
  const box = new THREE.Mesh(
    new THREE.BoxGeometry(2, 2, 2),
    new THREE.MeshBasicMaterial({ color: 0xff8800 }),
  );
  scene.add(box);
  return { scene, camera, box };
}

test('shows a picture from the first frame and upscales when ready', async () => {
  const { scene, camera } = boxScene();
  const pipeline = new THREE.RenderPipeline(stage.renderer);
  const node = upscale(scene, camera, { quality: 'performance' });
  pipeline.outputNode = node as unknown as THREE.Node;
  stage.frame(() => pipeline.render());
  const first = await stage.readTarget();
  const centre = (18 * 64 + 32) * 4;
  expect(first[centre]).toBeGreaterThan(0.5);
  await node.ready;
  for (let i = 0; i < 12; i++) stage.frame(() => pipeline.render());
  const last = await stage.readTarget();
  expect(last[centre]).toBeGreaterThan(0.5);
  expect(Math.abs(last[centre]! - first[centre]!)).toBeLessThan(0.02);
  expect(node.stats).toMatchObject({ renderSize: { width: 32, height: 18 }, ratio: 2 });
  expect(node.stats.memoryBytes).toBeGreaterThan(0);
  node.dispose();
  pipeline.dispose();
});
