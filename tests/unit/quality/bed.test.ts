// The scenes of the test bed are there, move, cut once and stand still at the end; what is tuned or trained on has nothing of them.
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import * as THREE from 'three/webgpu';
import { describe, expect, test } from 'vitest';
import { openPhotograph } from '../../quality/bed/assets.ts';
import { bedShots } from '../../quality/bed/camera.ts';
import { bedNames, bedScene } from '../../quality/bed/index.ts';
import { importsOf } from '../../quality/host/scenes.ts';
import { builtInNames } from '../../quality/sequences/built-in.ts';
import type { MeasuredScene } from '../../quality/sequences/types.ts';

const root = join(import.meta.dirname, '../../..');

/** Where all things and the camera are, as far as a picture can tell. */
function stateOf({ scene, camera }: MeasuredScene): string {
  const matrices: number[][] = [camera.matrixWorld.toArray()];
  scene.traverse((object) => {
    matrices.push(object.matrixWorld.toArray());
    if (object instanceof THREE.InstancedMesh) matrices.push([...object.instanceMatrix.array]);
  });
  return JSON.stringify(matrices);
}

test.each(bedNames)('%s', async (name) => {
  const played = await bedScene(name)!.open();
  const [cut, stop] = [bedShots.cut, bedShots.stop];
  const states = Array.from({ length: stop + 4 }, (_, frame) => {
    expect(played.sequence(frame)).toEqual({ cut: frame === cut });
    return stateOf(played);
  });
  expect(new Set(states).size).toBe(stop + 1);
  played.sequence(20);
  expect(stateOf(played)).toBe(states[20]);
  const frustum = new THREE.Frustum();
  const { camera, scene } = played;
  camera.updateProjectionMatrix();
  frustum.setFromProjectionMatrix(camera.projectionMatrix.clone().multiply(camera.matrixWorldInverse));
  const meshes: THREE.Mesh[] = [];
  scene.traverse((object) => object instanceof THREE.Mesh && meshes.push(object));
  expect(meshes.filter((mesh) => frustum.intersectsObject(mesh)).length).toBeGreaterThan(3);
  played.dispose();
});

test('a photograph has the brightness of one', async () => {
  const { data } = (await openPhotograph('hall')).image as { data: Uint8Array };
  const mean = data.reduce((sum, value, i) => sum + (i % 4 === 3 ? 0 : value), 0) / (data.length * 0.75);
  expect(mean).toBeGreaterThan(80);
  expect(mean).toBeLessThan(180);
});

describe('what is tuned or trained on', () => {
  const filesOf = (entry: string): string[] =>
    [...importsOf(join(root, entry))].map((path) => relative(root, path));
  const bed = filesOf('tests/quality/bed/index.ts').filter((path) => path.startsWith('tests/quality/bed/'));

  test.each([
    'models/upscale/data/families/index.ts',
    'models/upscale/data/host/main.ts',
    'packages/scenes/src/index.ts',
  ])('%s has no file and no picture of the test bed', (entry) => {
    const theirs = filesOf(entry);
    expect(theirs.length).toBeGreaterThan(5);
    expect(theirs.filter((path) => bed.includes(path))).toEqual([]);
    expect(
      theirs.filter((path) => readFileSync(join(root, path), 'utf8').includes('@pmndrs/assets')),
    ).toEqual([]);
  });

  test('the bed has no file of theirs', () => {
    expect(bed.length).toBeGreaterThan(bedNames.length);
    for (const path of bed) {
      const text = readFileSync(join(root, path), 'utf8');
      expect(text.match(/from '[^']*(models\/|@frameloom\/scenes')[^']*'/), path).toBeNull();
    }
    expect(bedNames.filter((name) => builtInNames.includes(name))).toEqual([]);
  });
});
