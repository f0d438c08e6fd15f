import * as THREE from 'three/webgpu';
import { createGlassMaterial } from '../kit/glass-material.ts';
import { mergeParts, type Part } from '../kit/geometry.ts';
import { TAU } from '../kit/math.ts';
import { createRandom } from '../kit/prng.ts';
import { createEnvironment } from '../kit/sky.ts';
import { createCamera, createStage } from '../kit/stage.ts';
import type { BuildOptions, BuiltScene } from '../types.ts';
import { createAir } from './air.ts';
import { createBanners, createNightSky } from './atmosphere.ts';
import { createBottles } from './bottles.ts';
import { createCarriedLantern } from './carried-lantern.ts';
import { createGoods } from './goods.ts';
import { createGreenery } from './greenery.ts';
import { createHouses } from './houses.ts';
import { createLighting, type Lighting, litMaterial } from './lighting.ts';
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
  const environment = createLampEnvironment();
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
  const trims = createTrims(lighting, [
    ...houses.trims,
    ...overhead.wires,
    ...cords,
    ...signFrames(),
    ...neonPanels(),
    ...greenery.metal,
  ]);
  const street = createStreet(lighting);
  const lamps = new THREE.Mesh(mergeParts(bulbs), new THREE.MeshBasicMaterial({ vertexColors: true }));
  const panes = new THREE.Mesh(mergeParts(houses.panes), createGlassMaterial(0.05, 0.1, environment));
  const bottles = createBottles(goods.bottles, environment);
  const air = createAir(goods);
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
    ...air.objects,
  );

  scene.add(new THREE.HemisphereLight(0x5468b8, 0x1c1a24, 0.55));
  const moonlight = createMoonlight(
    options.shadows === true ? [street.mesh, people.object, houses.walls] : [],
  );
  const carried = createCarriedLantern();
  const wisp = new THREE.PointLight(0x58a8ff, 5, 7, 2);
  scene.add(moonlight, carried.object, wisp);

  const animate = (seconds: number): void => {
    for (const part of [people, overhead.lanterns, banners, greenery, air]) part.animate(seconds);
    carried.follow(people.lanternBearer, seconds);
    moveWisp(wisp, seconds);
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

/** Everything of wood and iron: one mesh. */
function createTrims(lighting: Lighting, parts: readonly Part[]): THREE.Mesh {
  return new THREE.Mesh(lighting.bake(mergeParts(parts)), litMaterial({ side: THREE.DoubleSide }));
}

/** A blue light that wanders along the street. */
function moveWisp(wisp: THREE.PointLight, seconds: number): void {
  wisp.position.set(
    1.4 * Math.sin(seconds * 0.5),
    2.4 + 0.4 * Math.sin(seconds * 1.1),
    -9 + 7 * Math.cos(seconds * 0.23),
  );
}

/** Blurred lamps all around, which glass and metal reflect. */
function createLampEnvironment(): THREE.DataTexture {
  return createEnvironment((azimuth, elevation) => {
    const lamps =
      Math.exp(-(((elevation - 0.16) * 9) ** 2)) * (0.5 + 0.5 * Math.sin(azimuth * TAU * 18)) ** 4;
    return [0.02 + 2.4 * lamps, 0.03 + 1.2 * lamps, 0.07 + 0.45 * lamps];
  });
}

/** The moon; `casters` cast and receive its shadows. */
function createMoonlight(casters: readonly THREE.Object3D[]): THREE.DirectionalLight {
  const moonlight = new THREE.DirectionalLight(0x8aa4ff, 0.35);
  moonlight.position.set(4, 9, -12);
  if (casters.length === 0) return moonlight;
  moonlight.castShadow = true;
  moonlight.shadow.mapSize.set(1024, 1024);
  Object.assign(moonlight.shadow.camera, { left: -10, right: 10, top: 14, bottom: -14, far: 60 });
  for (const object of casters) {
    object.traverse((child) => {
      child.castShadow = child.receiveShadow = true;
    });
  }
  return moonlight;
}
