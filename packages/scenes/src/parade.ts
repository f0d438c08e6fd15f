import * as THREE from 'three/webgpu';
import { characterGeometry, type CharacterLook } from './kit/character-body.ts';
import { type Character, createCharacter } from './kit/characters.ts';
import { type Track, trackPoint } from './kit/tracks.ts';
import { addArcade, addBunting, addStreet } from './kit/arcade.ts';
import { createConfetti } from './kit/confetti.ts';
import { smoothstep, TAU } from './kit/math.ts';
import { createBalloon } from './kit/morphs.ts';
import { createBlobShadows } from './kit/shadows.ts';
import { createRandom } from './kit/prng.ts';
import { createSky } from './kit/sky.ts';
import { createCamera, createStage, type Pose, type Shot } from './kit/stage.ts';
import type { BuildOptions, BuiltScene } from './types.ts';

/** A parade in an arcade street: everything moves past something else, fast. */
export function buildParade(options: BuildOptions): BuiltScene {
  const random = createRandom(options.seed ?? 1);
  const scene = new THREE.Scene();
  scene.fog = new THREE.Fog(0xbcd3ea, 24, 90);
  const sky = createSky(150, [8, 64], (_, elevation) => {
    const t = smoothstep(-0.05, 0.5, elevation);
    return [0.75 - 0.6 * t, 0.85 - 0.5 * t, 1 - 0.2 * t];
  });
  scene.add(sky);
  scene.add(new THREE.HemisphereLight(0xcfe2ff, 0x8a7660, 1.5));
  const sun = new THREE.DirectionalLight(0xffe2b8, 2.6);
  sun.position.set(5, 9, 8);
  scene.add(sun);
  addStreet(scene);
  addArcade(scene);
  const bunting = addBunting(scene);
  const walkers = addWalkers(scene);
  const shadows = createBlobShadows(walkers.length);
  scene.add(shadows.mesh);
  const balloons = [0, 1, 2].map((i) => createBalloon(5 + i, [0xe8473f, 0xf4b429, 0x3d9be0][i] ?? 0xffffff));
  for (const balloon of balloons) scene.add(balloon.object);
  const confetti = createConfetti({
    count: 260,
    min: [-16, 0, -4],
    max: [16, 6, 4],
    size: 0.05,
    seed: random.int(1000),
  });
  scene.add(confetti.object);

  const animate = (seconds: number): void => {
    for (const [index, { character, track, speed, offset, dance }] of walkers.entries()) {
      const place = trackPoint(track, speed * seconds + offset);
      character.mesh.position.set(place.x, 0, place.z);
      character.mesh.rotation.y = place.heading;
      character.pose(seconds * speed * 0.62 + offset, speed > 2.4 ? 1.5 : 1, dance);
      shadows.place(index, place.x, place.z);
    }
    for (const [i, balloon] of balloons.entries()) {
      const place = trackPoint(
        { x: 0, z: -2, straight: 20, radius: 2.2, turn: Math.PI / 2 },
        seconds * 1.5 + i * 13,
      );
      balloon.object.position.set(place.x, 3.4 + 0.25 * Math.sin(seconds * 1.3 + i * 2), place.z);
      balloon.object.rotation.y = place.heading;
      balloon.animate(seconds + i);
    }
    bunting(seconds);
    confetti.animate(seconds);
  };
  const camera = createCamera(50, 200);
  return createStage({
    scene,
    camera,
    animate,
    shots,
    startSeconds: 4,
    followers: [sky],
    flight(seconds) {
      const t = (seconds / 36) * TAU;
      const x = Math.sin(t) * 7;
      return {
        position: [x, 1.7 + 0.5 * Math.sin(t * 2), 6.2 + Math.cos(t) * 1.2],
        target: [x + 2.4 * Math.cos(t), 1.5, -2],
      };
    },
  });
}

const shots: readonly Shot[] = [
  { frames: 20, pose: (f) => ({ position: [-4.4 + f * 0.2, 1.6, 6.4], target: [-4.1 + f * 0.2, 1.6, -4] }) },
  {
    frames: 10,
    pose: (f) => {
      const yaw = f * 0.02;
      return {
        position: [-0.4 + f * 0.04, 1.6, 6.4],
        target: [-0.1 + f * 0.04 + Math.sin(yaw) * 10, 1.6, 6.4 - Math.cos(yaw) * 10.4],
      };
    },
  },
  { frames: 18, cut: true, pose: (f) => rush(f) },
  { frames: 16, pose: () => rush(17) },
];

/** Back along the arcade, closer to it. */
function rush(f: number): Pose {
  return { position: [6 - f * 0.19, 1.35, 5 - f * 0.01], target: [4.4 - f * 0.19, 1.6, -4] };
}

type Walker = { character: Character; track: Track; speed: number; offset: number; dance: number };

function addWalkers(scene: THREE.Scene): Walker[] {
  const look = (
    coat: number,
    trim: number,
    legs: number,
    hat: CharacterLook['hat'],
    robe: number,
  ): CharacterLook => ({
    skin: 0xc98f6b,
    hair: 0x2a1a12,
    coat,
    trim,
    legs,
    hat,
    robe,
  });
  const geometries = [
    look(0xb8202c, 0xf2c14e, 0xf0ead8, 'cap', 0.1),
    look(0x1f5fa8, 0xf5efe0, 0x20242c, 'cone', 0.9),
    look(0x2f8a57, 0xf7d26a, 0x3a2a20, 'bun', 0.6),
  ].map(characterGeometry);
  const material = new THREE.MeshLambertMaterial({ vertexColors: true });
  const walkers: Walker[] = [];
  for (let i = 0; i < 14; i++) {
    const geometry = geometries[i % 3];
    if (geometry === undefined) continue;
    const character = createCharacter(geometry, material);
    // an inner and an outer file on the street, and three runners just behind the pillars
    const runner = i >= 11;
    const track: Track = runner
      ? { x: 0, z: 2.35, straight: 18, radius: 1.3, turn: Math.PI / 2 }
      : { x: 0, z: -2.2, straight: 20, radius: 1.2 + (i % 2) * 1.3, turn: Math.PI / 2 };
    const speed = runner ? 4.2 : 1.5;
    walkers.push({
      character,
      track,
      speed,
      offset: runner ? (i - 11) * 15 : i * 3.3,
      dance: i % 3 === 2 ? 1 : 0,
    });
    scene.add(character.mesh);
  }
  return walkers;
}
