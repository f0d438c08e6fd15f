import * as THREE from 'three/webgpu';
import { TAU, clamp01 } from './math.ts';

/** A procedural skinned person, 1.75 m tall, standing at the origin and facing +z. */
export interface Character {
  readonly mesh: THREE.SkinnedMesh;
  /**
   * Sets every bone from a walk phase (one step pair per 1.0). `stride` 0 stands, 1 walks, 1.6 runs;
   * `dance` 0…1 raises the arms and sways.
   */
  pose(phase: number, stride: number, dance?: number): void;
}

const BONES: readonly (readonly [name: string, parent: number, x: number, y: number, z: number])[] = [
  ['hips', -1, 0, 0.95, 0],
  ['spine', 0, 0, 1.18, 0],
  ['head', 1, 0, 1.5, 0],
  ['armL', 1, 0.19, 1.4, 0],
  ['forearmL', 3, 0.25, 1.12, 0],
  ['armR', 1, -0.19, 1.4, 0],
  ['forearmR', 5, -0.25, 1.12, 0],
  ['legL', 0, 0.095, 0.9, 0],
  ['shinL', 7, 0.1, 0.48, 0],
  ['legR', 0, -0.095, 0.9, 0],
  ['shinR', 9, -0.1, 0.48, 0],
];

/** Makes a character from a geometry of `characterGeometry`; the material should use vertex colours. */
export function createCharacter(geometry: THREE.BufferGeometry, material: THREE.Material): Character {
  const bones = BONES.map(([name]) => Object.assign(new THREE.Bone(), { name }));
  const bone = (i: number): THREE.Bone => bones[i] ?? raise(i);
  for (const [i, [, parent, x, y, z]] of BONES.entries()) {
    bone(i).position.set(x, y, z);
    const above = BONES[parent];
    if (above === undefined) continue;
    bone(i).position.sub(new THREE.Vector3(above[2], above[3], above[4]));
    bone(parent).add(bone(i));
  }
  const mesh = new THREE.SkinnedMesh(geometry, material);
  mesh.add(bone(0));
  mesh.bind(new THREE.Skeleton(bones));
  // a posed character leaves its bind-pose bounds
  mesh.boundingSphere = new THREE.Sphere(new THREE.Vector3(0, 0.95, 0), 1.6);
  const set = (i: number, x: number, y = 0, z = 0): void => void bone(i).rotation.set(x, y, z);
  return {
    mesh,
    pose(phase, stride, dance = 0) {
      const a = phase * TAU;
      const swing = Math.sin(a);
      bone(0).position.y =
        0.95 - 0.03 * stride + 0.035 * stride * Math.cos(a * 2) + 0.06 * dance * Math.abs(Math.sin(a));
      set(0, 0.05 * stride, 0.12 * stride * swing, 0.12 * dance * Math.sin(a));
      set(1, 0.04 * stride, -0.25 * stride * swing + 0.3 * dance * Math.sin(a), -0.18 * dance * Math.sin(a));
      set(2, -0.05 * stride, 0.12 * stride * swing, 0.1 * dance * Math.sin(a * 2));
      for (const side of [1, -1]) {
        const [armBone, legBone] = side > 0 ? [3, 7] : [5, 9];
        const forward = swing * side;
        set(
          armBone,
          forward * 0.55 * stride - dance * 0.4,
          0,
          side * (0.1 + dance * (1.7 + 0.6 * Math.sin(a + side))),
        );
        set(
          armBone + 1,
          -0.25 * stride - 0.35 * clamp01(-forward) * stride - dance * 0.3,
          0,
          side * dance * 0.6 * Math.sin(a * 2 + side),
        );
        set(legBone, -forward * 0.55 * stride, 0, 0);
        set(
          legBone + 1,
          (0.12 + 0.85 * clamp01(Math.sin(a + (side > 0 ? 1.1 : 1.1 + Math.PI)))) * Math.min(1, stride),
          0,
          0,
        );
      }
    },
  };
}

function raise(i: number): never {
  throw new RangeError(`createCharacter: there is no bone ${i}.`);
}
