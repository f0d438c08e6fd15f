import * as THREE from 'three/webgpu';
import { mergeParts, type Part, rod } from '../kit/geometry.ts';
import {
  barkTexture,
  LEAF_ALPHA_TEST,
  leafClump,
  leafTexture,
  swayingInstances,
  treeSkeleton,
} from '../kit/leaves.ts';
import { chainLink } from '../kit/patterns.ts';
import type { Random } from '../kit/prng.ts';
import { type Lighting, litMaterial } from './lighting.ts';
import { STREET, trees } from './plan.ts';

/** Trees in tubs, potted plants, and a chain-link fence with what grows through it. */
export type Greenery = { objects: THREE.Object3D[]; metal: Part[]; animate(seconds: number): void };

export function createGreenery(lighting: Lighting, random: Random): Greenery {
  const wood: Part[] = [];
  const places: { position: THREE.Vector3; turn: number; scale: number; tint: THREE.Color }[] = [];
  const light = new THREE.Color();
  const direction = new THREE.Vector3();
  const clump = (x: number, y: number, z: number, scale: number): void => {
    lighting.probe(new THREE.Vector3(x, y, z), light, direction);
    // leaves are unlit: the lamps around each clump and a little night sky are its colour
    const tint = new THREE.Color(0.05, 0.07, 0.14)
      .add(light.clone().multiplyScalar(0.5))
      .multiplyScalar(random.range(0.8, 1.15));
    places.push({ position: new THREE.Vector3(x, y, z), turn: random.range(0, Math.PI * 2), scale, tint });
  };
  for (const tree of trees) {
    const { parts, tips } = treeSkeleton(random, tree.height, 0.07);
    for (const part of parts) {
      const [x, y, z] = part.position ?? [0, 0, 0];
      wood.push({ ...part, position: [x + tree.x, y + 0.45, z + tree.z], color: 0xb89a80 });
    }
    for (const tip of tips)
      clump(tree.x + tip.x * 0.8, tip.y + 0.45, tree.z + tip.z * 0.8, random.range(0.5, 0.72));
    wood.push({
      geometry: new THREE.CylinderGeometry(0.42, 0.34, 0.55, 20, 2),
      position: [tree.x, 0.27, tree.z],
      color: 0xa85a3a,
    });
    wood.push({
      geometry: new THREE.TorusGeometry(0.42, 0.04, 6, 24).rotateX(Math.PI / 2),
      position: [tree.x, 0.55, tree.z],
      color: 0xb8684a,
    });
    // small pots around the tub
    for (let k = 0; k < 3; k++) {
      const [x, z] = [tree.x - Math.sign(tree.x) * random.range(0.55, 0.95), tree.z + (k - 1) * 0.42];
      wood.push({
        geometry: new THREE.CylinderGeometry(0.13, 0.1, 0.22, 14),
        position: [x, 0.11, z],
        color: 0xb8683a,
      });
      clump(x, 0.32, z, random.range(0.2, 0.28));
    }
  }
  const { metal, fence } = createFence();
  for (let k = 0; k < 8; k++)
    clump(-STREET.house + 0.5, random.range(0.3, 1.6), 6.8 - k * 0.55, random.range(0.35, 0.5));
  const trunks = new THREE.Mesh(lighting.bake(mergeParts(wood)), litMaterial({ map: barkTexture() }));
  const leaves = new THREE.MeshBasicMaterial({
    map: leafTexture(7, 256, [0.5, 0.66, 0.28]),
    alphaTest: LEAF_ALPHA_TEST,
    side: THREE.DoubleSide,
    vertexColors: true,
  });
  const swaying = swayingInstances(leafClump(random, 30, 0.95, 0.62), leaves, places, 0.07);
  swaying.mesh.name = 'leaves';
  const link = new THREE.Mesh(
    lighting.bake(fence),
    litMaterial({ map: chainLink(256, 8), alphaTest: 0.5, side: THREE.DoubleSide }),
  );
  link.name = 'chain-link';
  return { objects: [trunks, swaying.mesh, link], metal, animate: swaying.animate };
}

/** Fences at the entry of the street, on both sides, so that the first strafe looks through them. */
function createFence(): { metal: Part[]; fence: THREE.BufferGeometry } {
  const metal: Part[] = [];
  const nets: Part[] = [];
  for (const side of [-1, 1]) {
    const x = side * (STREET.front + 0.3);
    for (let k = 0; k <= 3; k++)
      metal.push(rod([x, 0, 3.6 + k * 1.2], [x, 2.1, 3.6 + k * 1.2], 0.03, 7, 0x6a7078));
    for (const y of [0.08, 2.08]) metal.push(rod([x, y, 3.6], [x, y, 7.2], 0.022, 6, 0x6a7078));
    nets.push({
      geometry: new THREE.PlaneGeometry(3.6, 2, 8, 4),
      position: [x, 1.08, 5.4],
      rotation: [0, Math.PI / 2, 0],
      uv: [3.6, 2],
    });
  }
  // a low railing along the gutter farther down
  for (const side of [-1, 1]) {
    for (let k = 0; k < 40; k++)
      metal.push(
        rod([side * 2.55, 0.08, -38 + k * 0.16], [side * 2.55, 0.8, -38 + k * 0.16], 0.008, 4, 0x202228),
      );
    metal.push(rod([side * 2.55, 0.8, -38], [side * 2.55, 0.8, -31.7], 0.02, 5, 0x202228));
  }
  return { metal, fence: mergeParts(nets) };
}
