import * as THREE from 'three/webgpu';
import { characterGeometry, type CharacterLook } from './kit/character-body.ts';
import { createCharacter } from './kit/characters.ts';
import { mergeParts, type Part, rod } from './kit/geometry.ts';
import {
  barkTexture,
  grassTexture,
  leafClump,
  leafMaterial,
  leafTexture,
  swayingInstances,
  treeSkeleton,
} from './kit/leaves.ts';
import { fbm, smoothstep, TAU } from './kit/math.ts';
import { createFireflies } from './kit/particles.ts';
import { createRandom, type Random } from './kit/prng.ts';
import { createSky } from './kit/sky.ts';
import { createCamera, createStage, type Pose, type Shot } from './kit/stage.ts';
import { paint } from './kit/textures.ts';
import { trackPoint } from './kit/tracks.ts';
import type { BuildOptions, BuiltScene } from './types.ts';

/** Where the sun stands: ahead and to the left, so that leaves are lit from behind. */
const SUN = new THREE.Vector3(-6, 8, -9);

const LOOKS: readonly CharacterLook[] = [
  { skin: 0xc48a64, hair: 0x2a1a10, coat: 0xb8402c, trim: 0xe8d8b0, legs: 0x3a3a44, robe: 0.1, hat: 'cap' },
  { skin: 0x8a5a3c, hair: 0x120c0a, coat: 0x2a4a7a, trim: 0xe0c070, legs: 0x40382e, robe: 0.7, hat: 'cone' },
];

type Sway = (seconds: number) => void;

/** A glade with a path: leaves and grass in the wind, all alpha-tested. */
export function buildFoliage(options: BuildOptions): BuiltScene {
  const random = createRandom(options.seed ?? 1);
  const scene = new THREE.Scene();
  scene.fog = new THREE.Fog(0xb9cfb4, 12, 60);
  const sky = createSky(120, [64, 64], (azimuth, elevation) => {
    const glow = Math.exp(-((azimuth - 0.843) ** 2) * 60 - (elevation - 0.4) ** 2 * 14);
    const t = smoothstep(0, 0.6, elevation);
    return [0.75 - 0.5 * t + 1.5 * glow, 0.85 - 0.3 * t + 1.1 * glow, 0.7 + 0.25 * t + 0.5 * glow];
  });
  scene.add(sky);
  scene.add(new THREE.HemisphereLight(0xdcebff, 0x6a7a3a, 1.3));
  const sun = new THREE.DirectionalLight(0xffe0a8, 3.4);
  sun.position.copy(SUN);
  if (options.shadows === true) castSunShadows(sun);
  scene.add(sun);
  addGround(scene);
  const sways: Sway[] = [
    ...addTrees(scene, random),
    ...addGrass(scene, random),
    addFlowers(scene, random),
    addBushes(scene, random),
  ];
  addFencePosts(scene);
  const hikers = addHikers(scene);
  const pollen = createFireflies({
    count: 40,
    min: [-6, 0.5, -10],
    max: [6, 3, 3],
    size: 0.02,
    color: [3, 2.6, 1.4],
    seed: options.seed ?? 1,
  });
  scene.add(pollen.object);
  if (options.shadows === true) {
    scene.traverse((object) => {
      object.castShadow = object.receiveShadow = object !== sky;
    });
  }
  const animate = (seconds: number): void => {
    for (const sway of sways) sway(seconds);
    hikers(seconds);
    pollen.animate(seconds);
  };
  return createStage({
    scene,
    camera: createCamera(50, 160),
    animate,
    shots,
    followers: [sky],
    flight(seconds) {
      const t = (seconds / 40) * TAU;
      return {
        position: [Math.sin(t) * 2.2, 1.3 + 0.35 * Math.sin(t * 2), 4.5 + 2.5 * Math.cos(t)],
        target: [Math.sin(t + 1) * 1.5, 1.7, -6],
      };
    },
  });
}

const walk = (f: number): Pose => ({
  position: [-0.6 + f * 0.035, 0.95, 3.6 - f * 0.09],
  target: [0.6 + f * 0.05, 1.7, -7],
});

const shots: readonly Shot[] = [
  { frames: 20, pose: (f) => ({ position: [-2.6 + f * 0.13, 1.4, 5], target: [-2.3 + f * 0.13, 1.7, -4] }) },
  {
    frames: 10,
    pose: (f) => ({
      position: [0, 1.4, 5],
      target: [0.3 + Math.sin(f * 0.016) * 9, 1.7, 5 - Math.cos(f * 0.016) * 9],
    }),
  },
  { frames: 18, cut: true, pose: walk },
  { frames: 16, pose: () => walk(17) },
];

function castSunShadows(sun: THREE.DirectionalLight): void {
  sun.castShadow = true;
  sun.shadow.mapSize.set(1024, 1024);
  Object.assign(sun.shadow.camera, { left: -12, right: 12, top: 12, bottom: -12, near: 1, far: 40 });
  sun.shadow.bias = -0.002;
}

/** Bushes that close the view on both sides. */
function addBushes(scene: THREE.Scene, random: Random): Sway {
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

/** How far a point is from the middle of the winding path, metres. */
function pathDistance(x: number, z: number): number {
  return Math.abs(x - Math.sin(z * 0.22) * 1.4);
}

function addGround(scene: THREE.Scene): void {
  const map = paint({ key: 'moss', width: 256 }, (u, v) => {
    const moss = fbm(u, v, 8, 4, 2);
    const shade = 0.6 + 0.5 * fbm(u, v, 48, 2, 3);
    return [(0.28 + 0.16 * moss) * shade, (0.33 + 0.1 * moss) * shade, 0.16 * shade];
  });
  map.repeat.set(20, 20);
  const plane = new THREE.PlaneGeometry(60, 60, 90, 90).rotateX(-Math.PI / 2);
  const position = plane.getAttribute('position');
  const color = new Float32Array(position.count * 3);
  for (let i = 0; i < position.count; i++) {
    const x = position.getX(i);
    const z = position.getZ(i);
    const away = smoothstep(0.5, 1.4, pathDistance(x, z) + 0.3 * Math.sin(x * 7 + z * 3));
    color.set([1.9 - 0.9 * away, 1.45 - 0.45 * away, 1.6 - 0.6 * away], i * 3);
    position.setY(
      i,
      0.25 * smoothstep(1, 8, pathDistance(x, z)) * (1 + Math.sin(x * 0.6) * Math.cos(z * 0.5)) - 0.02,
    );
  }
  plane.setAttribute('color', new THREE.BufferAttribute(color, 3));
  plane.computeVertexNormals();
  scene.add(new THREE.Mesh(plane, new THREE.MeshLambertMaterial({ map, vertexColors: true })));
}

function addTrees(scene: THREE.Scene, random: Random): Sway[] {
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

function addGrass(scene: THREE.Scene, random: Random): Sway[] {
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

function addFlowers(scene: THREE.Scene, random: Random): Sway {
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

/** Two people on a round walk that crosses the view: what they uncover is all leaves and grass. */
function addHikers(scene: THREE.Scene): Sway {
  const material = new THREE.MeshLambertMaterial({ vertexColors: true });
  const people = LOOKS.map((look) => createCharacter(characterGeometry(look), material));
  for (const { mesh } of people) scene.add(mesh);
  const track = { x: 1.4, z: -0.6, straight: 5, radius: 0.8, turn: Math.PI / 2 };
  return (seconds) => {
    for (const [i, { mesh, pose }] of people.entries()) {
      const distance = seconds * 1.5 + i * 9.6;
      const place = trackPoint(track, distance);
      mesh.position.set(place.x, 0.03, place.z);
      mesh.rotation.y = place.heading;
      pose(distance * 0.62, 1);
    }
  };
}

/** A weathered fence beside the path gives the eye straight lines behind the leaves. */
function addFencePosts(scene: THREE.Scene): void {
  const parts: Part[] = [];
  for (let i = 0; i < 12; i++) {
    const z = 4 - i * 1.5;
    const x = Math.sin(z * 0.22) * 1.4 - 2;
    const next = Math.sin((z - 1.5) * 0.22) * 1.4 - 2;
    parts.push(rod([x, 0, z], [x, 0.95, z], 0.045, 6, 0x8a7660));
    for (const y of [0.4, 0.8]) parts.push(rod([x, y, z], [next, y, z - 1.5], 0.025, 5, 0x9a876e));
  }
  scene.add(new THREE.Mesh(mergeParts(parts), new THREE.MeshLambertMaterial({ vertexColors: true })));
}
