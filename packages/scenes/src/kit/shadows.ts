import * as THREE from 'three/webgpu';
import { smoothstep } from './math.ts';
import { paint } from './textures.ts';

/** Soft dark discs on the ground under things that move: cheap contact shadows, one draw. */
export interface BlobShadows {
  readonly mesh: THREE.InstancedMesh;
  place(index: number, x: number, z: number): void;
}

/** `radius` in metres; `strength` is the opacity in the middle. */
export function createBlobShadows(count: number, radius = 0.42, strength = 0.55): BlobShadows {
  const map = paint({ key: `blob ${strength}`, width: 64, repeat: false }, (u, v) => {
    const d = Math.hypot(u * 2 - 1, v * 2 - 1);
    return [0, 0, 0, smoothstep(1, 0.1, d) * strength];
  });
  const material = new THREE.MeshBasicMaterial({
    map,
    transparent: true,
    depthWrite: false,
    color: 0x000000,
  });
  const disc = new THREE.PlaneGeometry(radius * 2, radius * 2).rotateX(-Math.PI / 2);
  const mesh = new THREE.InstancedMesh(disc, material, count);
  mesh.name = 'contact shadows';
  mesh.frustumCulled = false;
  const matrix = new THREE.Matrix4();
  return {
    mesh,
    place(index, x, z) {
      mesh.setMatrixAt(index, matrix.makeTranslation(x, 0.012, z));
      mesh.instanceMatrix.needsUpdate = true;
    },
  };
}
