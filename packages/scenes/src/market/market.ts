import * as THREE from 'three/webgpu';
import { createGlassMaterial } from '../kit/glass-material.ts';
import { mergeParts, type Part, rod } from '../kit/geometry.ts';
import { TAU } from '../kit/math.ts';
import { createFireflies, createSmoke, createSparks, puffTexture } from '../kit/particles.ts';
import { createRandom } from '../kit/prng.ts';
import { createEnvironment } from '../kit/sky.ts';
import { createCamera, createStage } from '../kit/stage.ts';
import type { Point } from '../kit/wires.ts';
import type { BuildOptions, BuiltScene } from '../types.ts';
import { createBanners, createNightSky } from './atmosphere.ts';
import { createGoods } from './goods.ts';
import { createGreenery } from './greenery.ts';
import { createHouses } from './houses.ts';
import { createLighting, litMaterial } from './lighting.ts';
import { createOverhead } from './lights.ts';
import { createPeople } from './people.ts';
import { flight, shots } from './camera.ts';
import { createMenus, createNeons, createSignBoards, neonPanels, signFrames } from './signs.ts';
import { lightStalls, stallAwnings, stallBulbs, stallWood } from './stalls.ts';
import { createStreet } from './street.ts';

/** A street of market stalls after rain, at night. */
export function buildMarket(options: BuildOptions): BuiltScene {
  const random = createRandom(options.seed ?? 1);
  const scene = new THREE.Scene();
  scene.fog = new THREE.FogExp2(0x10162e, 0.017);
  const environment = createEnvironment((azimuth, elevation) => {
    const lamps =
      Math.exp(-(((elevation - 0.16) * 9) ** 2)) * (0.5 + 0.5 * Math.sin(azimuth * TAU * 18)) ** 4;
    return [0.02 + 2.4 * lamps, 0.03 + 1.2 * lamps, 0.07 + 0.45 * lamps];
  });
  const lighting = createLighting();

  // first everything that gives light, then what is lit by it
  lightStalls(lighting);
  const signs = createSignBoards(lighting);
  const neon = createNeons(lighting);
  const overhead = createOverhead(lighting, random);
  const houses = createHouses(lighting, random);
  const goods = createGoods(lighting, random);
  const greenery = createGreenery(lighting, random);
  const people = createPeople(lighting);
  const banners = createBanners(lighting);
  const { bulbs, cords } = stallBulbs();
  const trims = new THREE.Mesh(
    lighting.bake(
      mergeParts([
        ...houses.trims,
        ...overhead.wires,
        ...cords,
        ...signFrames(),
        ...neonPanels(),
        ...greenery.metal,
      ]),
    ),
    litMaterial({ side: THREE.DoubleSide }),
  );
  const street = createStreet(lighting);
  const lamps = new THREE.Mesh(mergeParts(bulbs), new THREE.MeshBasicMaterial({ vertexColors: true }));
  const panes = new THREE.Mesh(mergeParts(houses.panes), createGlassMaterial(0.05, 0.1, environment));
  const bottles = createBottles(goods.bottles, environment);
  const smoke = createSmoke({
    origins: goods.steam,
    puffs: 3,
    rise: 1.9,
    life: 3.6,
    size: 0.9,
    color: 0xd8a070,
    opacity: 0.22,
    map: puffTexture(),
    seed: 2,
  });
  const sparks = createSparks({
    origins: goods.sparks,
    count: 120,
    life: 1.5,
    speed: 1.5,
    gravity: 0.5,
    size: 0.008,
    color: [9, 2.4, 0.3],
    seed: 6,
  });
  const motes = createFireflies({
    count: 70,
    min: [-2.4, 0.6, -30],
    max: [2.4, 4, 4],
    size: 0.012,
    color: [5, 2.8, 1],
    seed: 9,
  });
  const sky = createNightSky();
  scene.add(
    sky,
    street.mesh,
    houses.walls,
    houses.windows,
    trims,
    signs,
    neon,
    overhead.lanterns.object,
    overhead.bulbs,
    stallWood(lighting),
    stallAwnings(lighting),
    createMenus(lighting),
    goods.mesh,
    ...greenery.objects,
    lamps,
    people.object,
    banners.object,
    panes,
    bottles,
    smoke.object,
    sparks.object,
    motes.object,
  );

  scene.add(new THREE.HemisphereLight(0x5468b8, 0x1c1a24, 0.55));
  const moonlight = new THREE.DirectionalLight(0x8aa4ff, 0.35);
  moonlight.position.set(4, 9, -12);
  if (options.shadows === true) {
    moonlight.castShadow = true;
    moonlight.shadow.mapSize.set(1024, 1024);
    Object.assign(moonlight.shadow.camera, { left: -10, right: 10, top: 14, bottom: -14, far: 60 });
    for (const object of [street.mesh, people.object, houses.walls]) {
      object.traverse((child) => {
        child.castShadow = child.receiveShadow = true;
      });
    }
  }
  const carried = createCarriedLantern();
  const wisp = new THREE.PointLight(0x58a8ff, 5, 7, 2);
  scene.add(moonlight, carried.object, wisp);

  const animate = (seconds: number): void => {
    people.animate(seconds);
    overhead.lanterns.animate(seconds);
    banners.animate(seconds);
    greenery.animate(seconds);
    smoke.animate(seconds);
    sparks.animate(seconds);
    motes.animate(seconds);
    carried.follow(people.lanternBearer, seconds);
    wisp.position.set(
      1.4 * Math.sin(seconds * 0.5),
      2.4 + 0.4 * Math.sin(seconds * 1.1),
      -9 + 7 * Math.cos(seconds * 0.23),
    );
  };
  return createStage({
    scene,
    camera: createCamera(52, 260),
    animate,
    flight,
    shots,
    startSeconds: 2,
    followers: [sky],
    extras: [...street.textures, environment],
  });
}

/** Rows of coloured bottles: one instanced draw. */
function createBottles(places: readonly Point[], environment: THREE.Texture): THREE.InstancedMesh {
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

/** A lantern on a stick beside a walker, with a real light in it. */
function createCarriedLantern(): {
  object: THREE.Object3D;
  follow(bearer: THREE.Object3D, seconds: number): void;
} {
  const group = new THREE.Group();
  const parts: Part[] = [
    {
      geometry: new THREE.SphereGeometry(0.13, 18, 12),
      scale: [1, 1.25, 1],
      position: [0, -0.34, 0],
      color: new THREE.Color(9, 4.6, 1.5),
    },
    rod([0, 0, 0], [0, -0.2, 0], 0.006, 4, 0x111111),
    rod([0, 0, 0], [-0.45, -0.12, 0.02], 0.012, 5, 0x2a1a10),
  ];
  const light = new THREE.PointLight(0xffa858, 9, 8, 2);
  light.position.y = -0.34;
  group.add(new THREE.Mesh(mergeParts(parts), new THREE.MeshBasicMaterial({ vertexColors: true })), light);
  return {
    object: group,
    follow(bearer, seconds) {
      const heading = bearer.rotation.y;
      group.position.set(
        bearer.position.x + Math.cos(heading) * 0.62,
        1.5,
        bearer.position.z - Math.sin(heading) * 0.62,
      );
      group.rotation.set(0.1 * Math.sin(seconds * 4), heading, 0.08 * Math.sin(seconds * 3.1));
    },
  };
}
