// The scenes of the test bed are there, move, cut once and stand still at the end.
import * as THREE from 'three/webgpu';
import { expect, test } from 'vitest';
import { openPhotograph } from '../../quality/bed/assets.ts';
import { bedShots } from '../../quality/bed/camera.ts';
import { bedNames, bedScene } from '../../quality/bed/index.ts';
import type { MeasuredScene } from '../../quality/sequences/types.ts';

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
