import * as THREE from 'three/webgpu';
import { texture } from 'three/tsl';
import { FrameloomError } from '@frameloom/gpu';
import { temporalUpscale, upscale } from '@frameloom/three';
import { expect, test } from 'vitest';

const scene = new THREE.Scene();
const camera = new THREE.PerspectiveCamera();
const node = texture(new THREE.Texture());

/** Calls as an untyped caller would. */
const call = upscale as unknown as (...values: unknown[]) => unknown;
const callTemporal = temporalUpscale as unknown as (...values: unknown[]) => unknown;

const wrong: [string, () => unknown, RegExp][] = [
  ['no scene', () => call(), /upscale: scene is undefined\. Give a THREE\.Scene/],
  ['a group for a scene', () => call(new THREE.Group(), camera), /scene is a Group/],
  ['no camera', () => call(scene), /upscale: camera is undefined/],
  ['a mesh for a camera', () => call(scene, new THREE.Mesh()), /camera is a Mesh/],
  [
    'an array camera',
    () => call(scene, new THREE.ArrayCamera()),
    /camera is 'an ArrayCamera'\. Make one node per camera/,
  ],
  ['options that are text', () => call(scene, camera, 'quality'), /options is 'quality'/],
  ['null options', () => call(scene, camera, null), /options is null/],
  [
    'an unknown quality',
    () => call(scene, camera, { quality: 'ultra' }),
    /quality is 'ultra'\. Use one of nativeAA/,
  ],
  ['a ratio below 1', () => call(scene, camera, { ratio: 0.5 }), /ratio is 0\.5\. Use a number from 1 to 3/],
  ['a ratio above 3', () => call(scene, camera, { ratio: 4 }), /ratio is 4/],
  ['a ratio that is no number', () => call(scene, camera, { ratio: Number.NaN }), /ratio is NaN/],
  ['a sharpness above 1', () => call(scene, camera, { sharpness: 2 }), /sharpness is 2/],
  [
    'an unknown path',
    () => call(scene, camera, { path: 'magic' }),
    /path is 'magic'\. Use 'temporal' or 'spatial'/,
  ],
  [
    'crossed ratios',
    () => call(scene, camera, { minRatio: 2, maxRatio: 1.5 }),
    /minRatio is 2\. It must not be above maxRatio \(1\.5\)/,
  ],
  ['no frames per second', () => call(scene, camera, { targetFps: 0 }), /targetFps is 0/],
  ['a reactive that is no node', () => call(scene, camera, { reactive: 0.5 }), /reactive is 0\.5/],
  ['a mip bias that is text', () => call(scene, camera, { mipBias: 'sharp' }), /mipBias is 'sharp'/],
  [
    'a pre-exposure of zero',
    () => call(scene, camera, { preExposure: 0 }),
    /preExposure is 0\. Use a number above 0/,
  ],
  ['no beauty', () => callTemporal(), /temporalUpscale: beauty is undefined/],
  [
    'a depth texture instead of a node',
    () => callTemporal(node, new THREE.Texture(), node, camera),
    /depth is a Texture/,
  ],
  ['no velocity', () => callTemporal(node, node, undefined, camera), /velocity is undefined/],
  ['no camera for three nodes', () => callTemporal(node, node, node), /camera is undefined/],
];

for (const [name, attempt, message] of wrong) {
  test(name, () => {
    expect(attempt).toThrow(FrameloomError);
    expect(attempt).toThrow(message);
    expect(attempt).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
  });
}

test('right arguments make a node, whose settings are checked as well', () => {
  const made = upscale(scene, camera, { quality: 'balanced' });
  expect(made.quality).toBe('balanced');
  expect(made.ratio).toBe(1.7);
  made.ratio = 1.2345;
  expect(made.quality).toBe('custom');
  made.quality = 'ultraPerformance';
  expect(made.ratio).toBe(3);
  expect(() => (made.ratio = 9)).toThrow(/ratio is 9/);
  expect(() => (made.quality = 'best' as never)).toThrow(/quality is 'best'/);
  expect(made.ratio).toBe(3);
  made.dispose();
  made.dispose();
});

test('a node disposed before its first frame rejects ready', async () => {
  const made = upscale(scene, camera);
  made.dispose();
  await expect(made.ready).rejects.toMatchObject({ code: 'disposed' });
});
