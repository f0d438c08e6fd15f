import * as THREE from 'three/webgpu';
import {
  barkTexture,
  grassTexture,
  leafClump,
  leafMaterial,
  leafTexture,
  mergeParts,
  type Part,
  type Random,
  swayingInstances,
  treeSkeleton,
} from '@frameloom/scenes/kit';
import { addCrossers } from './kit/crossers.ts';
import { addGround } from './kit/ground.ts';
import { castShadows, lightScene, type SceneLight } from './kit/light.ts';
import { createWorld, viewsAround, type Animation } from './kit/world.ts';
import type { Family } from './types.ts';

type Place = Parameters<typeof swayingInstances>[2][number];

/** Leaf colours, sRGB: spring to autumn. */
const hues = [
  [0.44, 0.58, 0.2],
  [0.34, 0.5, 0.2],
  [0.74, 0.56, 0.14],
  [0.7, 0.3, 0.14],
  [0.6, 0.66, 0.4],
  [0.75, 0.45, 0.55],
] as const;

/** Alpha-tested cards in the wind: crowns, hedges, ivy, meadows, with things passing behind them. */
export const foliage: Family = {
  name: 'foliage',
  summary: 'alpha-tested leaves and grass in the wind',
  build(random, resources) {
    const scene = new THREE.Scene();
    const light = lightScene(scene, random, resources, { shadows: 0.25, reach: 10 });
    addGround(scene, random, resources);
    const animations: Animation[] = [];
    const kinds = random.pick([
      [trees, meadow],
      [hedges, meadow],
      [trees],
      [hedges, trees],
      [meadow],
      [ivy, meadow],
      [ivy, hedges],
    ]);
    for (const kind of kinds) animations.push(...kind(scene, random, light));
    animations.push(...addCrossers(scene, random, { count: 1 + random.int(4), reach: 4 }));
    castShadows(scene, light);
    return createWorld({
      random,
      scene,
      animations,
      followers: light.followers,
      extras: [light.environment],
      views: viewsAround(random, [0, random.range(0.6, 2.2), 0], { distance: [4, 9], height: [0.4, 3] }),
    });
  },
};

function material(random: Random, light: SceneLight, map: THREE.Texture): THREE.Material {
  const through = new THREE.Color()
    .setHSL(random.range(0.1, 0.25), 0.8, 0.6)
    .multiplyScalar(1 - light.darkness);
  return leafMaterial(map, light.sunDirection, through);
}

function leaves(random: Random, light: SceneLight): THREE.Material {
  return material(random, light, leafTexture(random.int(4), 256, random.pick(hues)));
}

function placeAround(random: Random, from: number, to: number): THREE.Vector3 {
  const angle = random.range(0, Math.PI * 2);
  const away = Math.sqrt(random.range(from * from, to * to));
  return new THREE.Vector3(Math.sin(angle) * away, 0, Math.cos(angle) * away);
}

function place(random: Random, position: THREE.Vector3, scale: number): Place {
  const tone = random.range(0.75, 1.1);
  return {
    position,
    turn: random.range(0, 6.28),
    scale,
    tint: new THREE.Color(tone * random.range(0.85, 1.1), tone, tone * random.range(0.8, 1)),
  };
}

function trees(scene: THREE.Scene, random: Random, light: SceneLight): Animation[] {
  const wood: Part[] = [];
  const places: Place[] = [];
  for (let i = 0, count = 3 + random.int(5); i < count; i++) {
    const foot = placeAround(random, 1, 8);
    const height = random.range(2.5, 6);
    const { parts, tips } = treeSkeleton(random, height, height * random.range(0.02, 0.04));
    for (const part of parts) {
      const [x, y, z] = part.position ?? [0, 0, 0];
      wood.push({ ...part, position: [x + foot.x, y, z + foot.z] });
    }
    for (const tip of tips) places.push(place(random, tip.add(foot), random.range(0.7, 1.4) * (height / 5)));
  }
  scene.add(
    new THREE.Mesh(
      mergeParts(wood),
      new THREE.MeshLambertMaterial({ map: barkTexture(), vertexColors: true }),
    ),
  );
  const clump = leafClump(random, 30 + random.int(50), random.range(0.7, 1.1), random.range(0.25, 0.6));
  const swaying = swayingInstances(clump, leaves(random, light), places, random.range(0.02, 0.15));
  scene.add(swaying.mesh);
  return [swaying.animate];
}

function hedges(scene: THREE.Scene, random: Random, light: SceneLight): Animation[] {
  const places = Array.from({ length: 14 + random.int(20) }, () => {
    const scale = random.range(0.5, 1.5);
    return place(random, placeAround(random, 0.5, 7).setY(scale * 0.35), scale);
  });
  const clump = leafClump(random, 60 + random.int(60), 1, random.range(0.15, 0.4));
  const swaying = swayingInstances(clump, leaves(random, light), places, random.range(0.01, 0.08));
  scene.add(swaying.mesh);
  return [swaying.animate];
}

function meadow(scene: THREE.Scene, random: Random, light: SceneLight): Animation[] {
  const [width, height] = [random.range(0.4, 1), random.range(0.25, 0.9)];
  const plane = new THREE.PlaneGeometry(width, height, 1, 2).translate(0, height * 0.48, 0);
  const tuft = mergeParts([0, 1].map((k) => ({ geometry: plane, rotation: [0, k * 1.6, 0] as const })));
  const normal = tuft.getAttribute('normal');
  for (let i = 0; i < normal.count; i++) normal.setXYZ(i, 0, 1, 0);
  const places = Array.from({ length: 300 + random.int(700) }, () =>
    place(random, placeAround(random, 0, 9), random.range(0.6, 1.3)),
  );
  const map = grassTexture(random.int(6), 256, 14 + 6 * random.int(4));
  const swaying = swayingInstances(tuft, material(random, light, map), places, random.range(0.05, 0.3));
  scene.add(swaying.mesh);
  return [swaying.animate];
}

/** A wall overgrown with leaves. */
function ivy(scene: THREE.Scene, random: Random, light: SceneLight): Animation[] {
  const turn = random.range(0, 6.28);
  const wall = new THREE.Group();
  wall.rotation.y = turn;
  const brick = new THREE.Mesh(
    new THREE.BoxGeometry(9, 3.4, 0.3).translate(0, 1.7, 0),
    new THREE.MeshLambertMaterial({ map: barkTexture(), color: 0xb0a8a0 }),
  );
  wall.add(brick);
  scene.add(wall);
  const places = Array.from({ length: 60 + random.int(80) }, () =>
    place(
      random,
      new THREE.Vector3(random.range(-4.4, 4.4), random.range(0, 3.4) * random.next() ** 0.5, 0.2),
      random.range(0.25, 0.6),
    ),
  );
  const swaying = swayingInstances(
    leafClump(random, 14, 0.8, random.range(0.3, 0.8)),
    leaves(random, light),
    places,
    0.1,
  );
  wall.add(swaying.mesh);
  return [swaying.animate];
}
