import * as THREE from 'three/webgpu';
import { positionWorld, vec4, velocity } from 'three/tsl';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { upscale } from '@frameloom/three';
import { getJitterOffset, getJitterPhaseCount } from '@frameloom/upscale';
import { createStage, type Stage } from './support.ts';

const width = 64;
const height = 36;
let stage: Stage;
beforeAll(async () => {
  stage = await createStage({ width, height });
});
afterAll(() => stage.dispose());

/** A wall whose red is its x and whose green is its y, and a node that is ready to upscale it 2×. */
async function gradient(camera: THREE.Camera): Promise<{
  node: ReturnType<typeof upscale>;
  scene: THREE.Scene;
  render(): void;
  middle(name: string): Promise<[number, number]>;
  dispose(): void;
}> {
  const scene = new THREE.Scene();
  const material = new THREE.MeshBasicNodeMaterial();
  material.colorNode = vec4(positionWorld.xy.mul(0.25).add(0.1), 0, 1);
  const wall = new THREE.Mesh(new THREE.PlaneGeometry(20, 20), material);
  scene.add(wall);
  camera.position.z = 3;
  const pipeline = new THREE.RenderPipeline(stage.renderer);
  const node = upscale(scene, camera, { quality: 'performance' });
  pipeline.outputNode = node;
  const render = (): void => stage.frame(() => pipeline.render());
  render();
  await node.ready;
  return {
    node,
    scene,
    render,
    async middle(name) {
      const texels = await stage.read(node.scenePass!.getTexture(name));
      const at = (9 * 32 + 16) * 4;
      return [texels[at]!, texels[at + 1]!];
    },
    dispose() {
      node.dispose();
      pipeline.dispose();
      wall.geometry.dispose();
    },
  };
}

/** Software rasterisers snap vertices to sixteenths of a pixel; halves near 0.1 are 6e-5 apart. */
function snap(perPixel: number): number {
  return Math.abs(perPixel * 0.25) / 31 + 1e-4;
}

const cameras: Record<string, () => THREE.Camera> = {
  perspective: () => new THREE.PerspectiveCamera(50, width / height, 0.1, 50),
  orthographic: () => new THREE.OrthographicCamera(-2, 2, 1.125, -1.125, 0.1, 50),
  'off-axis': () => {
    const camera = new THREE.PerspectiveCamera(50, width / height, 0.1, 50);
    camera.setViewOffset(200, 100, 30, 10, 128, 72);
    return camera;
  },
};

for (const [name, make] of Object.entries(cameras)) {
  test(`texel i holds the scene at i + 0.5 + jitter: ${name} camera`, async () => {
    const camera = make();
    const set = await gradient(camera);
    const steady = await set.middle('output'); // the frame before ready was not jittered
    // World units per render pixel, from the projection itself: unproject two neighbouring texel centres.
    const unproject = (x: number, y: number): THREE.Vector3 => {
      const depth = new THREE.Vector3(0, 0, 0).project(camera).z;
      return new THREE.Vector3((x / 32) * 2 - 1, 1 - (y / 18) * 2, depth).unproject(camera);
    };
    const origin = unproject(16.5, 9.5);
    const perPixel = { x: unproject(17.5, 9.5).x - origin.x, y: unproject(16.5, 10.5).y - origin.y };
    expect(steady[0]).toBeCloseTo(origin.x * 0.25 + 0.1, 2);
    expect(perPixel.y).toBeLessThan(0); // y of the picture goes down

    const phases = getJitterPhaseCount(32, 64);
    expect(phases).toBe(32);
    for (let frame = 0; frame < 5; frame++) {
      set.render();
      const seen = await set.middle('output');
      const jitter = getJitterOffset(frame, phases);
      expect(Math.abs(seen[0] - steady[0] - jitter.x * perPixel.x * 0.25), `frame ${frame} x`).toBeLessThan(
        snap(perPixel.x),
      );
      expect(Math.abs(seen[1] - steady[1] - jitter.y * perPixel.y * 0.25), `frame ${frame} y`).toBeLessThan(
        snap(perPixel.y),
      );
    }
    expect(await set.middle('velocity')).toEqual([0, 0]); // a still camera, jittered, moves nothing
    set.dispose();
  });
}

test('the camera is itself again after every frame', async () => {
  const camera = new THREE.PerspectiveCamera(50, 2.5, 0.1, 50);
  camera.zoom = 1.3;
  camera.filmOffset = 4;
  camera.setViewOffset(400, 160, 20, 30, 128, 72);
  const aspect = camera.aspect;
  const view = { ...camera.view };
  const set = await gradient(camera);
  const projection = camera.projectionMatrix.clone();
  const inverse = camera.projectionMatrixInverse.clone();
  const during: THREE.Matrix4[] = [];
  set.scene.onBeforeRender = () => void during.push(camera.projectionMatrix.clone());
  for (let frame = 0; frame < 3; frame++) {
    set.render();
    expect(camera.projectionMatrix.equals(projection)).toBe(true);
    expect(camera.projectionMatrixInverse.equals(inverse)).toBe(true);
  }
  expect(during).toHaveLength(3);
  for (const matrix of during) expect(matrix.equals(projection)).toBe(false);
  expect({ aspect: camera.aspect, view: camera.view, zoom: camera.zoom, film: camera.filmOffset }).toEqual({
    aspect,
    view,
    zoom: 1.3,
    film: 4,
  });
  expect(velocity.projectionMatrix).toBeNull();
  set.dispose();
});

test('goes on when the pipeline is rebuilt, as for another tone mapping and back', async () => {
  const camera = new THREE.PerspectiveCamera(50, width / height, 0.1, 50);
  const set = await gradient(camera);
  let during = new THREE.Matrix4();
  set.scene.onBeforeRender = () => (during = camera.projectionMatrix.clone());
  for (const toneMapping of [THREE.NoToneMapping, THREE.ACESFilmicToneMapping, THREE.NoToneMapping]) {
    stage.renderer.toneMapping = toneMapping;
    for (let frame = 0; frame < 3; frame++) set.render(); // a rebuilt pipeline's first frame comes before its callbacks
    expect(during.equals(camera.projectionMatrix), `tone mapping ${toneMapping}`).toBe(false);
  }
  set.dispose();
});

test('an app that sets its projection during the frame keeps it', async () => {
  const camera = new THREE.PerspectiveCamera(50, width / height, 0.1, 50);
  const set = await gradient(camera);
  const own = new THREE.Matrix4().makePerspective(-1, 1, 1, -1, 1, 9);
  set.scene.onAfterRender = () => void camera.projectionMatrix.copy(own);
  set.render();
  expect(camera.projectionMatrix.equals(own)).toBe(true);
  set.dispose();
});
