import * as THREE from 'three/webgpu';
import { createGlassMaterial } from '../kit/glass-material.ts';
import type { Point } from '../kit/wires.ts';

/** Rows of coloured bottles: one instanced draw. */
export function createBottles(places: readonly Point[], environment: THREE.Texture): THREE.InstancedMesh {
  const profile = [
    [0.001, 0],
    [0.05, 0],
    [0.055, 0.02],
    [0.055, 0.19],
    [0.045, 0.24],
    [0.02, 0.29],
    [0.018, 0.36],
    [0.025, 0.37],
  ];
  const shape = new THREE.LatheGeometry(
    profile.map(([x = 0, y = 0]) => new THREE.Vector2(x, y)),
    14,
  );
  const material = createGlassMaterial(0.4, 0.9, environment);
  const mesh = new THREE.InstancedMesh(shape, material, places.length);
  const tints = [0x2f9a6a, 0xc87a28, 0x3a78c8, 0xb83a4a, 0xd8c8a0];
  const matrix = new THREE.Matrix4();
  for (const [i, place] of places.entries()) {
    mesh.setMatrixAt(i, matrix.makeTranslation(...place));
    mesh.setColorAt(i, new THREE.Color(tints[(i * 7) % tints.length]));
  }
  mesh.name = 'bottles';
  return mesh;
}
