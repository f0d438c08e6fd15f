import * as THREE from 'three/webgpu';
import { characterGeometry, type CharacterLook } from '../kit/character-body.ts';
import { createCharacter } from '../kit/characters.ts';
import { smoothstep, TAU } from '../kit/math.ts';
import { createFireflies } from '../kit/particles.ts';
import { createRandom } from '../kit/prng.ts';
import { createSky } from '../kit/sky.ts';
import { createCamera, createStage, type Pose, type Shot } from '../kit/stage.ts';
import { trackPoint } from '../kit/tracks.ts';
import type { BuildOptions, BuiltScene } from '../types.ts';
import { addFencePosts, addGround } from './ground.ts';
import { addBushes, addFlowers, addGrass, addTrees, SUN, type Sway } from './plants.ts';

const LOOKS: readonly CharacterLook[] = [
  { skin: 0xc48a64, hair: 0x2a1a10, coat: 0xb8402c, trim: 0xe8d8b0, legs: 0x3a3a44, robe: 0.1, hat: 'cap' },
  { skin: 0x8a5a3c, hair: 0x120c0a, coat: 0x2a4a7a, trim: 0xe0c070, legs: 0x40382e, robe: 0.7, hat: 'cone' },
];

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
