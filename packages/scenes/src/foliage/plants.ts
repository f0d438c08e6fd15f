// Trees, bushes, grass and flowers, each swaying in the wind.
import * as THREE from 'three/webgpu';
import { mergeParts, type Part, rod } from '../kit/geometry.ts';
import {
  barkTexture,
  grassTexture,
  leafClump,
  leafMaterial,
  leafTexture,
  swayingInstances,
  treeSkeleton,
} from '../kit/leaves.ts';
import { smoothstep, TAU } from '../kit/math.ts';
import type { Random } from '../kit/prng.ts';
import { pathDistance } from './ground.ts';

/** Where the sun stands: ahead and to the left, so that leaves are lit from behind. */
export const SUN: THREE.Vector3 = new THREE.Vector3(-6, 8, -9);

/** Puts a plant into its state at a time, seconds. */
export type Sway = (seconds: number) => void;

/** Bushes that close the view on both sides. */
export function addBushes(scene: THREE.Scene, random: Random): Sway {
  const places = Array.from({ length: 44 }, (_, i) => {
    const scale = random.range(1.4, 2.8);
    const side = i % 2 === 0 ? 1 : -1;
    const x = side * random.range(7, 13) * (1 - i * 0.012);
    return {
      position: new THREE.Vector3(x, scale * 0.4, 3 - i * 0.8),
      turn: random.range(0, TAU),
      scale,
      tint: new THREE.Color().setRGB(random.range(0.6, 0.95), random.range(0.7, 0.9), 0.75),
    };
  });
  const material = leafMaterial(leafTexture(11, 128, [0.34, 0.5, 0.2, 1]), SUN, 0xffe890);
  const swaying = swayingInstances(leafClump(random, 130, 1, 0.24), material, places, 0.04);
  scene.add(swaying.mesh);
  return swaying.animate;
}

export function addTrees(scene: THREE.Scene, random: Random): Sway[] {
  const bark = barkTexture();
  const wood: Part[] = [];
  const species = [
    { hue: [0.4, 0.58, 0.17, 1] as const, places: [] as Parameters<typeof swayingInstances>[2][number][] },
    { hue: [0.74, 0.56, 0.14, 1] as const, places: [] as Parameters<typeof swayingInstances>[2][number][] },
  ];
  for (let i = 0; i < 15; i++) {
    const z = 1.5 - i * 1.7 + random.range(-0.5, 0.5);
    const side = i % 2 === 0 ? 1 : -1;
    const x = Math.sin(z * 0.22) * 1.4 + side * random.range(2.2, 6.5);
    const height = random.range(4, 6.5);
    const { parts, tips } = treeSkeleton(random, height, height * 0.028);
    for (const part of parts) {
      const [px, py, pz] = part.position ?? [0, 0, 0];
      wood.push({ ...part, position: [px + x, py, pz + z] });
    }
    for (const tip of tips) {
      species[i % 3 === 0 ? 1 : 0]?.places.push({
        position: new THREE.Vector3(tip.x + x, tip.y, tip.z + z),
        turn: random.range(0, TAU),
        scale: random.range(0.9, 1.35) * (height / 5.5),
        tint: new THREE.Color().setHSL(0.25, 0, random.range(0.75, 1)),
      });
    }
  }
  scene.add(
    new THREE.Mesh(mergeParts(wood), new THREE.MeshLambertMaterial({ map: bark, vertexColors: true })),
  );
  return species.map(({ hue, places }, i) => {
    const material = leafMaterial(leafTexture(i + 3, 256, hue), SUN, 0xffe890);
    const swaying = swayingInstances(leafClump(random, 72, 1, 0.5), material, places, 0.07);
    scene.add(swaying.mesh);
    return swaying.animate;
  });
}

export function addGrass(scene: THREE.Scene, random: Random): Sway[] {
  const plane = new THREE.PlaneGeometry(0.9, 0.5, 1, 2).translate(0, 0.24, 0);
  const tuft = mergeParts(
    [0, 1, 2].map((k) => ({ geometry: plane, rotation: [0, (k / 3) * Math.PI, 0] as const })),
  );
  const normal = tuft.getAttribute('normal');
  // grass is lit like the ground it grows on
  for (let i = 0; i < normal.count; i++) normal.setXYZ(i, 0, 1, 0);
  const material = leafMaterial(grassTexture(9), SUN, 0xe8e070);
  const places = Array.from({ length: 1400 }, () => {
    let x = 0;
    let z = 0;
    do {
      x = random.range(-9, 9);
      z = 6 - random.next() ** 1.4 * 22;
    } while (pathDistance(x, z) < 0.75);
    return {
      position: new THREE.Vector3(x, 0.1 * smoothstep(1, 8, pathDistance(x, z)), z),
      turn: random.range(0, TAU),
      scale: random.range(0.6, 1.3),
      tint: new THREE.Color().setRGB(random.range(0.8, 1.25), random.range(0.85, 1.15), 0.9),
    };
  });
  const swaying = swayingInstances(tuft, material, places, 0.2);
  scene.add(swaying.mesh);
  return [swaying.animate];
}

export function addFlowers(scene: THREE.Scene, random: Random): Sway {
  const petals: Part[] = [rod([0, 0, 0], [0, 0.42, 0], 0.006, 3, 0x4a7a2a)];
  for (let k = 0; k < 6; k++) {
    petals.push({
      geometry: new THREE.CircleGeometry(0.035, 6).translate(0, 0.045, 0),
      position: [0, 0.42, 0],
      rotation: [0.9, (k / 6) * TAU, 0],
    });
  }
  petals.push({ geometry: new THREE.IcosahedronGeometry(0.02, 0), position: [0, 0.43, 0], color: 0xf4c020 });
  const places = Array.from({ length: 220 }, () => {
    const z = random.range(-9, 4);
    const side = random.next() < 0.5 ? -1 : 1;
    return {
      position: new THREE.Vector3(Math.sin(z * 0.22) * 1.4 + side * random.range(0.75, 2.4), 0.02, z),
      turn: random.range(0, TAU),
      scale: random.range(0.7, 1.2),
      tint: new THREE.Color(random.pick([0xffffff, 0xf2d0ff, 0xffd0c0, 0xd0d8ff])),
    };
  });
  const material = new THREE.MeshLambertMaterial({ vertexColors: true, side: THREE.DoubleSide });
  const swaying = swayingInstances(mergeParts(petals), material, places, 0.18);
  scene.add(swaying.mesh);
  return swaying.animate;
}
