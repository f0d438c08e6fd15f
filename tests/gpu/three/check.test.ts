// The integration checker on our own integration: silent when all is right, and not when textures lack their bias.
import * as THREE from 'three/webgpu';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { upscale, type UpscaleOptions } from '@frameloom/three';
import { createStage, type Stage } from './support.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await createStage({ width: 192, height: 108 });
});
afterAll(() => stage.dispose());

/** Codes of the warnings about a scene of boxes before a camera that pans, moves and stops. */
async function check(options: UpscaleOptions): Promise<string[]> {
  vi.spyOn(console, 'warn').mockImplementation(() => {});
  const scene = new THREE.Scene();
  scene.add(new THREE.AmbientLight(0xffffff, 1), new THREE.DirectionalLight(0xffffff, 6));
  const boxes = [];
  for (let i = 0; i < 60; i++) {
    const material = new THREE.MeshLambertMaterial({
      color: new THREE.Color().setHSL((i * 0.137) % 1, 0.7, 0.4),
    });
    const box = new THREE.Mesh(new THREE.BoxGeometry(0.7, 0.7, 0.7), material);
    box.position.set(((i * 7) % 13) - 6, ((i * 5) % 7) - 3, -((i * 3) % 8));
    box.rotation.set(i, i * 2, i * 3);
    scene.add(box);
    boxes.push(box);
  }
  const camera = new THREE.PerspectiveCamera(50, 192 / 108, 0.1, 50);
  camera.position.z = 5;
  const pipeline = new THREE.RenderPipeline(stage.renderer);
  const node = upscale(scene, camera, { check: true, ...options });
  node.frameTimeDelta = 1000 / 60;
  const codes = new Set<string>();
  node.addEventListener('warning', ({ code }) => codes.add(code));
  pipeline.outputNode = node;
  stage.frame(() => pipeline.render());
  await node.ready;
  for (let frame = 0; frame < 40; frame++) {
    if (frame < 34) camera.position.x = Math.sin(frame / 6);
    camera.lookAt(0, 0, -3);
    boxes[frame % 60]!.rotation.y += 0.1;
    stage.frame(() => pipeline.render());
    await stage.device.queue.onSubmittedWorkDone();
  }
  await new Promise((resolve) => setTimeout(resolve, 50));
  node.dispose();
  pipeline.dispose();
  vi.restoreAllMocks();
  return [...codes];
}

test('finds nothing wrong with upscale()', async () => {
  expect(await check({})).toEqual([]);
});

test('finds the missing bias', async () => {
  expect(await check({ mipBias: 0 })).toEqual(['mip-bias-missing']);
});
