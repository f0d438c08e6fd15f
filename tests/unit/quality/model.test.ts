import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as THREE from 'three/webgpu';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { UsageError } from '../../quality/host/arguments.ts';
import { decodePng } from '../../quality/host/decode-png.ts';
import { loadNodeModel } from '../../quality/host/node-model.ts';
import { pngAddress } from '../../quality/report/png.ts';
import { buildModelScene, modelShots } from '../../quality/sequences/model-scene.ts';
import { makeGlb } from './model.ts';
import { makePicture } from './pictures.ts';

const folder = mkdtempSync(join(tmpdir(), 'quality-model-'));
const path = join(folder, 'boxes.glb');
beforeAll(() => {
  // GLTFLoader asks for `self` wherever it runs.
  (globalThis as { self?: unknown }).self ??= globalThis;
  writeFileSync(path, makeGlb());
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a PNG that the report writes is read back exactly', () => {
  const picture = makePicture('base');
  const file = Buffer.from(pngAddress(96, 64, picture.pixels).split(',')[1]!, 'base64');
  const decoded = decodePng(file);
  expect([decoded.width, decoded.height]).toEqual([96, 64]);
  expect(decoded.rgba).toEqual(picture.pixels);
});

test('PNGs of other encoders: palette with transparency, grey with alpha, 16 bits, every row filter', () => {
  // Written by Pillow 13: a palette of four colours, one transparent (2 bits a pixel); LA; I;16; an optimised gradient.
  for (const { file, at, rgba } of pillow) {
    const decoded = decodePng(Buffer.from(file, 'base64'));
    expect([...decoded.rgba.subarray(at * 4, at * 4 + 4)]).toEqual(rgba);
  }
  expect(() => decodePng(new Uint8Array(64))).toThrow('not a PNG file');
});

test('a .glb with PNG textures loads in Node and plays its sequence', async () => {
  const gltf = await loadNodeModel(path);
  const mesh = gltf.scene.children[0] as THREE.Mesh<THREE.BufferGeometry, THREE.MeshStandardMaterial>;
  expect(mesh.material.map?.image).toMatchObject({ width: 32, height: 32 });
  expect(mesh.material.map?.wrapS).toBe(THREE.ClampToEdgeWrapping);
  expect(mesh.material.map?.colorSpace).toBe(THREE.SRGBColorSpace);

  const built = buildModelScene(gltf);
  const poses = Array.from({ length: 64 }, (_, frame) => {
    const { cut } = built.sequence(frame);
    return { cut, eye: built.camera.position.clone(), turn: mesh.quaternion.y };
  });
  expect(poses.flatMap(({ cut }, frame) => (cut ? [frame] : []))).toEqual([modelShots.cut]);
  expect(poses[40]!.turn).toBeGreaterThan(poses[10]!.turn);
  expect(poses[63]!.eye).toEqual(poses[modelShots.stop]!.eye);
  expect(poses[63]!.turn).toBe(poses[modelShots.stop]!.turn);
  // Any order gives the same picture.
  built.sequence(10);
  expect(built.camera.position).toEqual(poses[10]!.eye);
  expect(mesh.quaternion.y).toBe(poses[10]!.turn);
  // The model is in view, whole, at first.
  const box = new THREE.Box3().setFromObject(gltf.scene);
  built.sequence(0);
  built.camera.updateProjectionMatrix();
  for (const corner of [box.min, box.max]) {
    const seen = corner.clone().project(built.camera);
    expect(Math.max(Math.abs(seen.x), Math.abs(seen.y))).toBeLessThan(1);
  }
  built.dispose();
});

test('textures that Node cannot decode get one message with the way out', async () => {
  const jpeg = join(folder, 'jpeg.glb');
  writeFileSync(jpeg, makeGlb('image/jpeg'));
  await expect(loadNodeModel(jpeg)).rejects.toThrow(UsageError);
  await expect(loadNodeModel(jpeg)).rejects.toThrow(/image\/jpeg.*--in chromium/);
  const broken = join(folder, 'broken.glb');
  writeFileSync(broken, 'this is no model');
  await expect(loadNodeModel(broken)).rejects.toThrow(/broken\.glb cannot be read/);
});

/** Files written by Pillow, with one pixel of each. */
const pillow: { file: string; at: number; rgba: number[] }[] = [
  {
    file: 'iVBORw0KGgoAAAANSUhEUgAAAAQAAAACAgMAAAACxpXwAAAADFBMVEX/AAAA/wAAAP8KFB4iiCkEAAAABHRSTlP//wD//gy7CwAAAAxJREFUeJxjkGZ4AgABOQEARWSRmwAAAABJRU5ErkJggg==',
    at: 2,
    rgba: [0, 0, 255, 0],
  },
  {
    file: 'iVBORw0KGgoAAAANSUhEUgAAAAQAAAACAgMAAAACxpXwAAAADFBMVEX/AAAA/wAAAP8KFB4iiCkEAAAABHRSTlP//wD//gy7CwAAAAxJREFUeJxjkGZ4AgABOQEARWSRmwAAAABJRU5ErkJggg==',
    at: 3,
    rgba: [10, 20, 30, 255],
  },
  {
    file: 'iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAQAAABeK7cBAAAADUlEQVR4nGNgT+E8AQACJwE977LK0wAAAABJRU5ErkJggg==',
    at: 1,
    rgba: [9, 9, 9, 200],
  },
  {
    file: 'iVBORw0KGgoAAAANSUhEUgAAAAIAAAABEAAAAACB2fwVAAAADUlEQVR4nGMQMvnHCAAC5gFGoYUqfwAAAABJRU5ErkJggg==',
    at: 1,
    rgba: [254, 254, 254, 255],
  },
  {
    file: 'iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAIAAACQkWg2AAAAUUlEQVR42pXLSQ6AIBAEwEZQcWP+/1sOJoSwDD1JXcsBEIsAAeB4JWykOnhGE8JSH3bdMByKWThnlBCH9HD1luFuMOGpkeEt+PD9TCEByRokA5HMBth51FuVAAAAAElFTkSuQmCC',
    at: 157,
    rgba: [195, 135, 117, 255],
  },
];
