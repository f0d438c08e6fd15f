import * as THREE from 'three/webgpu';
import { addCableCars, addFerrisWheel, radarParts } from '../kit/fairground.ts';
import { mergeParts, type Part, rod } from '../kit/geometry.ts';
import { smoothstep, TAU } from '../kit/math.ts';
import { chainLink, plaster } from '../kit/patterns.ts';
import { createRandom, type Random } from '../kit/prng.ts';
import { createSky } from '../kit/sky.ts';
import { createCamera, createStage, type Pose, type Shot } from '../kit/stage.ts';
import type { BuildOptions, BuiltScene } from '../types.ts';
import { cables, cartParts, grating, masts, railing } from './ironwork.ts';

/** A fairground on a roof at sundown: a Ferris wheel, masts, cables, railings, a fence. */
export function buildThin(options: BuildOptions): BuiltScene {
  const random = createRandom(options.seed ?? 1);
  const scene = new THREE.Scene();
  scene.fog = new THREE.Fog(0xe6b48f, 30, 160);
  const sky = createSky(220, [512, 256], (azimuth, elevation) => {
    const glow = Math.exp(-((azimuth - 0.8) ** 2) * 40) * Math.exp(-Math.abs(elevation - 0.1) * 5);
    const sunward = Math.hypot((azimuth - 0.8) * 2, elevation - 0.1);
    const disc = 9 * smoothstep(0.045, 0.015, sunward);
    const t = smoothstep(-0.02, 0.55, elevation);
    return [
      1 - 0.78 * t + 1.6 * glow + disc,
      0.58 - 0.3 * t + 0.7 * glow + disc * 0.7,
      0.42 + 0.18 * t + 0.1 * glow + disc * 0.35,
    ];
  });
  scene.add(sky);
  scene.add(new THREE.HemisphereLight(0xffd9c0, 0x504a58, 1.1));
  const sun = new THREE.DirectionalLight(0xffc080, 2.8);
  sun.position.set(-4, 3, -9);
  scene.add(sun);
  const iron = new THREE.MeshStandardMaterial({ vertexColors: true, roughness: 0.55, metalness: 0.1 });
  addRoof(scene);
  addCity(scene, random);
  scene.add(new THREE.Mesh(mergeParts([...railing(), ...masts(), ...cables(), ...grating()]), iron));
  addFence(scene);
  const wheel = addFerrisWheel(scene, iron);
  const radar = new THREE.Mesh(mergeParts(radarParts()), iron);
  radar.position.set(4.2, 3.3, -5);
  scene.add(radar);
  const cabins = addCableCars(scene);
  const cart = new THREE.Mesh(mergeParts(cartParts()), iron);
  scene.add(cart);
  const animate = (seconds: number): void => {
    wheel(seconds);
    radar.rotation.y = seconds * 2.2;
    cabins(seconds);
    cart.position.set(0.5 + 4.5 * Math.sin(seconds * 1.1 - 2.9), 0, -0.6);
  };
  return createStage({
    scene,
    camera: createCamera(50, 300),
    animate,
    shots,
    startSeconds: 3,
    followers: [sky],
    flight(seconds) {
      const t = (seconds / 40) * TAU;
      return {
        position: [Math.sin(t) * 6.5, 2.1 + 0.6 * Math.sin(t * 2), 6.2 + Math.cos(t) * 1.8],
        target: [Math.sin(t) * 1.5 + 1, 4.2, -14],
      };
    },
  });
}

const walk = (f: number): Pose => ({
  position: [3.4 - f * 0.06, 1.5 + f * 0.01, 1.6 - f * 0.09],
  target: [-3 + f * 0.12, 4.4, -16],
});

const shots: readonly Shot[] = [
  { frames: 20, pose: (f) => ({ position: [-4 + f * 0.16, 2, 5.5], target: [-3.4 + f * 0.16, 3.2, -6] }) },
  {
    frames: 10,
    pose: (f) => ({
      position: [-0.8, 2, 5.5],
      target: [-0.2 + Math.sin(f * 0.017) * 12, 3.2, 5.5 - Math.cos(f * 0.017) * 11.5],
    }),
  },
  { frames: 18, cut: true, pose: walk },
  { frames: 16, pose: () => walk(17) },
];

function addRoof(scene: THREE.Scene): void {
  const map = plaster(256, [0.42, 0.4, 0.44], 0.4);
  map.repeat.set(12, 8);
  const roof = new THREE.Mesh(
    new THREE.PlaneGeometry(60, 40).rotateX(-Math.PI / 2),
    new THREE.MeshStandardMaterial({ map, roughness: 0.9 }),
  );
  roof.position.z = -10;
  scene.add(roof);
}

function addCity(scene: THREE.Scene, random: Random): void {
  const parts: Part[] = [];
  for (let i = 0; i < 46; i++) {
    const angle = random.range(-1.25, 1.25);
    const distance = random.range(42, 110);
    const height = random.range(4, 22) * (distance / 80);
    const shade = random.range(0.1, 0.2);
    parts.push({
      geometry: new THREE.BoxGeometry(random.range(4, 9), height, 5),
      position: [Math.sin(angle) * distance, height / 2 - 6, -Math.cos(angle) * distance],
      color: new THREE.Color(shade * 1.2, shade, shade * 1.3),
    });
    if (i % 2 === 0) {
      const top = height - 6;
      const x = Math.sin(angle) * distance;
      const z = -Math.cos(angle) * distance;
      parts.push(rod([x, top, z], [x, top + 5, z], 0.06, 4, 0x2a2228));
      for (let k = 1; k < 5; k++)
        parts.push(rod([x - 1 + k * 0.15, top + k, z], [x + 1 - k * 0.15, top + k, z], 0.035, 4, 0x2a2228));
    }
  }
  scene.add(new THREE.Mesh(mergeParts(parts), new THREE.MeshLambertMaterial({ vertexColors: true })));
}

function addFence(scene: THREE.Scene): void {
  const map = chainLink(256, 8);
  map.repeat.set(9, 2);
  const fence = new THREE.Mesh(
    new THREE.PlaneGeometry(9, 2),
    new THREE.MeshStandardMaterial({
      map,
      alphaTest: 0.5,
      side: THREE.DoubleSide,
      roughness: 0.4,
      metalness: 0.3,
    }),
  );
  fence.position.set(-6.5, 1.05, 0.5);
  fence.rotation.y = 0.5;
  scene.add(fence);
}
