// What a built scene looks like at one moment, as numbers: for comparing states without a GPU.
import * as THREE from 'three/webgpu';
import type { BuiltScene } from '@frameloom/scenes';

/** Everything that `animate`, `flight` and `sequence` may change, in a fixed order. */
export function worldState(built: BuiltScene): Float32Array {
  const values: number[] = [];
  built.scene.updateMatrixWorld(true);
  built.scene.traverse((object) => {
    values.push(...object.matrixWorld.elements);
    if (object instanceof THREE.InstancedMesh)
      for (const value of object.instanceMatrix.array) values.push(value);
    if (object instanceof THREE.Mesh) values.push(...(object.morphTargetInfluences ?? []));
    if (object instanceof THREE.Light) values.push(object.intensity);
    if (object instanceof THREE.Sprite) values.push(object.material.opacity, object.material.rotation);
  });
  return Float32Array.from(values);
}

/** Position and projection of the camera. */
export function cameraState({ camera }: BuiltScene): Float32Array {
  camera.updateMatrixWorld(true);
  return Float32Array.from([...camera.matrixWorld.elements, ...camera.projectionMatrix.elements]);
}

/** FNV-1a over the bytes of the numbers. */
export function hashOf(values: Float32Array): string {
  let hash = 0x811c9dc5;
  for (const byte of new Uint8Array(values.buffer)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash.toString(16);
}

export type Item = { label: string; position: THREE.Vector3; size: number };

/** Every mesh, sprite and instance that can be seen, with the size of its largest axis. */
export function movingItems(built: BuiltScene): Item[] {
  const items: Item[] = [];
  const matrix = new THREE.Matrix4();
  built.scene.updateMatrixWorld(true);
  built.scene.traverse((object) => {
    if (!(object instanceof THREE.Mesh || object instanceof THREE.Sprite)) return;
    const label = object.name || object.type;
    if (object instanceof THREE.InstancedMesh) {
      for (let i = 0; i < object.count; i++) {
        object.getMatrixAt(i, matrix);
        items.push(item(`${label} ${i}`, matrix.premultiply(object.matrixWorld)));
      }
    } else items.push(item(label, object.matrixWorld));
  });
  return items;
}

function item(label: string, matrix: THREE.Matrix4): Item {
  return {
    label,
    position: new THREE.Vector3().setFromMatrixPosition(matrix),
    size: matrix.getMaxScaleOnAxis(),
  };
}

/** Draws and triangles if everything were in view, and the number of lights. */
export function cost(built: BuiltScene): { draws: number; triangles: number; lights: number } {
  let [draws, triangles, lights] = [0, 0, 0];
  built.scene.traverse((object) => {
    if (object instanceof THREE.Light) lights++;
    if (!(object instanceof THREE.Mesh || object instanceof THREE.Sprite)) return;
    const material = object.material as THREE.Material;
    // transparent double-sided surfaces are drawn twice, back faces first
    draws += material.transparent && material.side === THREE.DoubleSide ? 2 : 1;
    const geometry = object.geometry as THREE.BufferGeometry;
    const faces = (geometry.index?.count ?? geometry.getAttribute('position').count) / 3;
    triangles += faces * (object instanceof THREE.InstancedMesh ? object.count : 1);
  });
  return { draws, triangles, lights };
}
