import * as THREE from 'three/webgpu';
import { mrt, output, pass, texture, uv, velocity } from 'three/tsl';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { temporalUpscale, upscale } from '@frameloom/three';
import { createStage, type Stage } from './support.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await createStage({ width: 64, height: 64 });
});
afterAll(() => stage.dispose());

/** 64×64 with seven levels; level n is grey n / 8. */
function levels(): THREE.DataTexture {
  const level = (n: number): { data: Uint8Array; width: number; height: number } => {
    const size = 64 >> n;
    return { data: new Uint8Array(size * size * 4).fill(n * 32), width: size, height: size };
  };
  const map = new THREE.DataTexture(level(0).data, 64, 64);
  map.mipmaps = Array.from({ length: 7 }, (_, n) => level(n)) as never;
  map.minFilter = THREE.LinearMipmapLinearFilter;
  map.magFilter = THREE.LinearFilter;
  map.generateMipmaps = false;
  map.needsUpdate = true;
  return map;
}

/** The level sampled in the middle of a wall that fills the picture with `repeats` copies of the texture. */
async function sampledLevel(
  options: Parameters<typeof upscale>[2],
  repeats: number,
  material: THREE.MeshBasicMaterial | THREE.MeshBasicNodeMaterial = new THREE.MeshBasicMaterial({
    map: levels(),
  }),
): Promise<number> {
  if (material.map) {
    material.map.wrapS = material.map.wrapT = THREE.RepeatWrapping;
    material.map.repeat.setScalar(repeats);
  }
  const scene = new THREE.Scene();
  scene.add(new THREE.Mesh(new THREE.PlaneGeometry(2, 2), material));
  const camera = new THREE.OrthographicCamera(-1, 1, 1, -1, 0.1, 10);
  camera.position.z = 1;
  const pipeline = new THREE.RenderPipeline(stage.renderer);
  const node = upscale(scene, camera, { path: 'spatial', ...options });
  pipeline.outputNode = node;
  stage.frame(() => pipeline.render());
  stage.frame(() => pipeline.render());
  const { width, height } = node.stats.renderSize;
  const pixels = await stage.read(node.scenePass!.getTexture('output'));
  node.dispose();
  return pixels[((height >> 1) * width + (width >> 1)) * 4]! * (255 / 32);
}

test('half the pixels without a bias sample one level coarser; the automatic bias undoes that', async () => {
  // At 2× a pixel spans 2 · repeats texels of 64.
  expect(await sampledLevel({ mipBias: 0 }, 4)).toBeCloseTo(3, 1);
  expect(await sampledLevel({ mipBias: -1 }, 4)).toBeCloseTo(2, 1);
  expect(await sampledLevel({ mipBias: 'auto' }, 4)).toBeCloseTo(2, 1);
});

test('with jitter to average it, the bias is one level more', async () => {
  expect(await sampledLevel({ path: 'temporal' }, 4)).toBeCloseTo(1, 1);
  expect(await sampledLevel({ path: 'temporal', quality: 'nativeAA' }, 4)).toBeCloseTo(1, 1);
});

test('a texture sampled with coordinates of its own is left alone', async () => {
  const material = new THREE.MeshBasicNodeMaterial();
  const map = levels();
  map.wrapS = map.wrapT = THREE.RepeatWrapping;
  material.colorNode = texture(map, uv().mul(4));
  expect(await sampledLevel({ mipBias: -2 }, 4, material)).toBeCloseTo(3, 1);
});

test('temporalUpscale() biases the pass it is given, until it is disposed', () => {
  const scene = new THREE.Scene();
  const camera = new THREE.PerspectiveCamera();
  const scenePass = pass(scene, camera, { samples: 0 }).setResolutionScale(0.5);
  scenePass.setMRT(mrt({ output, velocity }));
  const [beauty, depth, motion] = ['output', 'depth', 'velocity'].map((name) =>
    scenePass.getTextureNode(name),
  );
  const node = temporalUpscale(beauty!, depth!, motion!, camera, { path: 'spatial' });
  const pipeline = new THREE.RenderPipeline(stage.renderer);
  pipeline.outputNode = node;
  stage.frame(() => pipeline.render());
  expect(scenePass.contextNode).not.toBeNull();
  node.dispose();
  expect(scenePass.contextNode).toBeNull();
});
