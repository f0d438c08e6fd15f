import * as THREE from 'three/webgpu';
import { vec3 } from 'three/tsl';
import { Line2 } from 'three/addons/lines/webgpu/Line2.js';
import { LineGeometry } from 'three/addons/lines/LineGeometry.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { upscale } from '@frameloom/three';
import { createStage, type Stage } from './support.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await createStage({ width: 96, height: 96 });
});
afterAll(() => stage.dispose());

/** The share of the rendered pixels that an object covers. */
async function coverage(object: THREE.Object3D, ratio: number): Promise<number> {
  const scene = new THREE.Scene();
  scene.add(object);
  const camera = new THREE.OrthographicCamera(-1, 1, 1, -1, 0.1, 10);
  camera.position.z = 2;
  const pipeline = new THREE.RenderPipeline(stage.renderer);
  const node = upscale(scene, camera, { path: 'spatial', ratio });
  pipeline.outputNode = node;
  stage.frame(() => pipeline.render());
  const pixels = await stage.read(node.scenePass!.getTexture('output'));
  node.dispose();
  let covered = 0;
  for (let i = 0; i < pixels.length; i += 4) if (pixels[i]! > 0.5) covered += 1;
  return covered / (pixels.length / 4);
}

for (const ratio of [1, 2, 3]) {
  test(`a point of 24 pixels covers 24 of the display at ${ratio}×`, async () => {
    const material = new THREE.PointsNodeMaterial({ size: 24, sizeAttenuation: false });
    material.positionNode = vec3(0);
    const share = await coverage(new THREE.Sprite(material as unknown as THREE.SpriteMaterial), ratio);
    expect(Math.sqrt(share) * 96).toBeCloseTo(24, 0);
  });

  test(`a line 12 pixels wide is 12 wide on the display at ${ratio}×`, async () => {
    const geometry = new LineGeometry();
    geometry.setPositions([-2, 0, 0, 2, 0, 0]);
    const line = new Line2(geometry, new THREE.Line2NodeMaterial({ linewidth: 12 }));
    line.frustumCulled = false;
    expect((await coverage(line, ratio)) * 96).toBeCloseTo(12, 0);
  });
}
