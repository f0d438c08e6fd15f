import * as THREE from 'three/webgpu';
import { addBottles, addPanes } from './kit/glassware.ts';
import { mergeParts, meterBox, type Part } from './kit/geometry.ts';
import { smoothstep, TAU } from './kit/math.ts';
import { createFireflies, createSmoke, createSparks, puffTexture } from './kit/particles.ts';
import { brick, wood } from './kit/patterns.ts';
import { createRandom, type Random } from './kit/prng.ts';
import { createEnvironment } from './kit/sky.ts';
import { createCamera, createStage, type Pose, type Shot } from './kit/stage.ts';
import { signTexture } from './kit/text.ts';
import type { BuildOptions, BuiltScene } from './types.ts';

/** A glassblower's bench: panes and bottles in front of each other, smoke, sparks, fireflies. */
export function buildGlass(options: BuildOptions): BuiltScene {
  const random = createRandom(options.seed ?? 1);
  const scene = new THREE.Scene();
  scene.background = new THREE.Color(0x0b0e16);
  const environment = createWorkshopEnvironment();
  const lamp = new THREE.PointLight(0xffb060, 30, 14, 2);
  const window = new THREE.DirectionalLight(0x8fb8ff, 1.2);
  window.position.set(-4, 5, 4);
  scene.add(lamp, window, new THREE.HemisphereLight(0x8090b0, 0x40302a, 0.5));
  addRoom(scene, random);
  const bottles = addBottles(scene, random, environment);
  const panes = addPanes(scene, environment);
  const smoke = createSmoke({
    origins: [
      [-1.5, 1.05, -0.6],
      [1.9, 1.05, -0.9],
    ],
    puffs: 8,
    rise: 2,
    life: 4,
    size: 0.8,
    color: 0x9aa4b8,
    opacity: 0.3,
    map: puffTexture(),
    seed: 3,
  });
  const sparks = createSparks({
    origins: [[0.35, 1.05, -0.2]],
    count: 70,
    life: 1.1,
    speed: 2.4,
    gravity: 4.5,
    size: 0.009,
    color: [9, 2.6, 0.35],
    seed: 8,
  });
  const flies = createFireflies({
    count: 36,
    min: [-3.5, 0.8, -2.5],
    max: [3.5, 2.6, 1.2],
    size: 0.016,
    color: [1.3, 3.4, 0.35],
    seed: 4,
  });
  scene.add(smoke.object, sparks.object, flies.object);
  const ember = new THREE.Mesh(new THREE.SphereGeometry(0.045, 16, 12), new THREE.MeshBasicMaterial());
  ember.material.color.setRGB(14, 5, 0.9);
  scene.add(ember);
  const animate = (seconds: number): void => {
    lamp.position.set(0.35, 2 + 0.02 * Math.sin(seconds * 9), 0.1);
    lamp.intensity = 15 + 3 * Math.sin(seconds * 11) + 2 * Math.sin(seconds * 17.3);
    ember.position.set(0.35 + 0.02 * Math.sin(seconds * 2), 1.06, -0.2);
    bottles(seconds);
    panes(seconds);
    smoke.animate(seconds);
    sparks.animate(seconds);
    flies.animate(seconds);
  };
  return createStage({
    scene,
    camera: createCamera(45, 60, 0.05),
    animate,
    shots,
    startSeconds: 3,
    extras: [environment],
    flight(seconds) {
      const t = (seconds / 32) * TAU;
      return {
        position: [Math.sin(t) * 1.3, 1.6 + 0.18 * Math.sin(t * 2), 2.3 + 0.35 * Math.cos(t)],
        target: [Math.sin(t) * 0.3, 1.3, -0.8],
      };
    },
  });
}

/** A window and a lamp in a dim room. */
function createWorkshopEnvironment(): THREE.DataTexture {
  return createEnvironment((azimuth, elevation) => {
    const window =
      smoothstep(0.06, 0.04, Math.abs(azimuth - 0.3)) * smoothstep(0.3, 0.26, Math.abs(elevation - 0.25));
    const lamp = Math.exp(-(((azimuth - 0.7) * 12) ** 2) - ((elevation - 0.4) * 6) ** 2);
    const up = smoothstep(-0.4, 0.9, elevation);
    return [
      0.05 + 0.12 * up + 3.4 * window + 5 * lamp,
      0.06 + 0.15 * up + 4.4 * window + 3 * lamp,
      0.09 + 0.22 * up + 5.8 * window + 1.2 * lamp,
    ];
  });
}

const strafe = (f: number): Pose => ({
  position: [-0.75 + f * 0.042, 1.62, 2.35],
  target: [-0.68 + f * 0.042, 1.3, -0.8],
});
const drift = (f: number): Pose => ({
  position: [1.75 - f * 0.022, 1.85, 1.75 - f * 0.016],
  target: [-0.2 - f * 0.008, 1.2, -0.8],
});

const shots: readonly Shot[] = [
  { frames: 20, pose: strafe },
  {
    frames: 10,
    pose: (f) => ({
      position: [0.09, 1.62, 2.35 - f * 0.015],
      target: [0.16 + Math.sin(f * 0.014) * 3.2, 1.3, 2.35 - Math.cos(f * 0.014) * 3.15],
    }),
  },
  { frames: 18, cut: true, pose: drift },
  { frames: 16, pose: () => drift(17) },
];

function addRoom(scene: THREE.Scene, random: Random): void {
  const bricks = brick(256, 6, 12, [0.42, 0.28, 0.24]);
  bricks.repeat.set(6, 3);
  const wall = new THREE.Mesh(
    new THREE.PlaneGeometry(12, 5),
    new THREE.MeshStandardMaterial({ map: bricks, roughness: 0.9 }),
  );
  wall.position.set(0, 2.5, -2.6);
  scene.add(wall);
  const planks = wood(256, 4);
  const timber = new THREE.MeshStandardMaterial({ map: planks, vertexColors: true, roughness: 0.5 });
  const parts: Part[] = [
    { geometry: meterBox(6.4, 0.08, 2.7), position: [0, 0.96, -0.2] },
    { geometry: meterBox(12, 0.05, 8), position: [0, -0.03, 0], color: 0x8a7a6a },
    { geometry: meterBox(6, 0.05, 0.35), position: [0, 1.75, -2.35] },
    { geometry: meterBox(6, 0.05, 0.35), position: [0, 2.5, -2.35] },
  ];
  for (const x of [-2.9, 2.9])
    for (const z of [-1.3, 0.9]) parts.push({ geometry: meterBox(0.12, 0.92, 0.12), position: [x, 0.46, z] });
  scene.add(new THREE.Mesh(mergeParts(parts), timber));
  const books: Part[] = [];
  for (const y of [1.775, 2.525]) {
    for (let x = -2.9; x < 2.8;) {
      const wide = random.range(0.035, 0.1);
      const tall = random.range(0.3, 0.52);
      books.push({
        geometry: new THREE.BoxGeometry(wide, tall, 0.25),
        position: [x + wide / 2, y + tall / 2, -2.36],
        color: new THREE.Color().setHSL(random.next(), 0.55, random.range(0.12, 0.4)),
      });
      const gap = random.next();
      x += wide + 0.006 + (gap > 0.93 ? 0.2 : 0);
    }
  }
  scene.add(
    new THREE.Mesh(mergeParts(books), new THREE.MeshStandardMaterial({ vertexColors: true, roughness: 0.7 })),
  );
  for (const [i, text] of ['NO. 4 GLASS\nHALLORAN & DAUGHTER', 'HANDLE\nWITH CARE'].entries()) {
    const map = signTexture(text, {
      width: 512,
      height: 160,
      ink: [0.95, 0.85, 0.6],
      paper: [0.08, 0.16, 0.17],
      weight: 0.5,
    });
    const sign = new THREE.Mesh(
      new THREE.PlaneGeometry(1.9, 0.6),
      new THREE.MeshStandardMaterial({ map, roughness: 0.6 }),
    );
    sign.position.set(i === 0 ? -0.9 : 1.5, 1.38, -2.55);
    scene.add(sign);
  }
}
