import * as THREE from 'three/webgpu';
import { diffuseColor, normalWorld, uniform } from 'three/tsl';
import { characterGeometry, type CharacterLook } from '../kit/character-body.ts';
import { type Character, createCharacter } from '../kit/characters.ts';
import { type Track, trackPoint } from '../kit/tracks.ts';
import type { Animated } from '../kit/particles.ts';
import type { Lighting } from './lighting.ts';
import { stalls } from './plan.ts';

const LOOKS: readonly CharacterLook[] = [
  { skin: 0xc48a64, hair: 0x140c08, coat: 0x7a2230, trim: 0xc89a4a, legs: 0x1c1a22, robe: 0.7, hat: 'bun' },
  { skin: 0x8a5a3c, hair: 0x0c0a0a, coat: 0x24406a, trim: 0xb8a888, legs: 0x2a2622, robe: 0.15, hat: 'cap' },
  { skin: 0xd8a480, hair: 0x3a2214, coat: 0x3a5a40, trim: 0xd8c8a0, legs: 0x28242c, robe: 0.9, hat: 'cone' },
  { skin: 0xb07850, hair: 0x181010, coat: 0x9a7a3a, trim: 0x4a2a20, legs: 0x20242e, robe: 0.3, hat: 'none' },
  {
    skin: 0xe0b090,
    hair: 0x6a3a1a,
    coat: 0xc8b8a0,
    trim: 0x3a5a8a,
    legs: 0x34302e,
    robe: 0.5,
    hat: 'bun',
  },
  {
    skin: 0x6e4630,
    hair: 0x0a0808,
    coat: 0x5a2a6a,
    trim: 0xe0a050,
    legs: 0x1a1c24,
    robe: 0.8,
    hat: 'none',
  },
];

type Walker = { character: Character; track: Track; speed: number; offset: number };

/** Strollers on closed tracks and vendors behind their counters, each lit by the lamps around them. */
export function createPeople(lighting: Lighting): Animated & { lanternBearer: THREE.Object3D } {
  const group = new THREE.Group();
  group.name = 'people';
  const geometries = LOOKS.map(characterGeometry);
  const updates: ((seconds: number) => void)[] = [];
  const add = (look: number): { character: Character; light: () => void } => {
    const geometry = geometries[look % geometries.length] ?? new THREE.BufferGeometry();
    const { material, light } = probedMaterial(lighting);
    const character = createCharacter(geometry, material);
    group.add(character.mesh);
    return { character, light: () => light(character.mesh.position) };
  };
  const tracks: readonly (readonly [z: number, straight: number, radius: number, speed: number])[] = [
    [-4.4, 10.5, 1.5, 1.05],
    [-9.2, 16, 1.05, 1.25],
    [-9, 19, 1.75, 0.85],
    [-20, 16, 1.4, 1.1],
    [-26, 12, 0.9, 0.95],
    [-14, 9, 0.7, 1.4],
    [-4.4, 10.5, 1.5, 1.05],
    [-9, 19, 1.75, 0.85],
  ];
  const walkers: Walker[] = [];
  for (const [i, [z, straight, radius, speed]] of tracks.entries()) {
    const { character, light } = add(i);
    const walker = { character, track: { x: 0, z, straight, radius, turn: 0 }, speed, offset: i * 7.3 };
    walkers.push(walker);
    updates.push((seconds) => {
      const place = trackPoint(walker.track, seconds * speed + walker.offset);
      character.mesh.position.set(place.x, 0, place.z);
      character.mesh.rotation.y = place.heading;
      character.pose(seconds * speed * 0.68 + walker.offset, 0.95);
      light();
    });
  }
  // two children chase each other round and round across the street, close to where the visitor enters
  for (const half of [0, 0.5]) {
    const { character, light } = add(half === 0 ? 3 : 4);
    character.mesh.scale.setScalar(0.66);
    const track = { x: 0.2, z: 1.3, straight: 1.9, radius: 0.55, turn: Math.PI / 2 };
    const lap = 2 * track.straight + Math.PI * 2 * track.radius;
    updates.push((seconds) => {
      const distance = seconds * 2.5 + half * lap * 0.9;
      const place = trackPoint(track, distance);
      character.mesh.position.set(place.x, 0, place.z);
      character.mesh.rotation.y = place.heading;
      character.pose(distance * 0.85, 1.35, 0.12);
      light();
    });
  }
  for (const [i, stall] of stalls.entries()) {
    if (i % 2 === 1 && i > 4) continue;
    const { character, light } = add(i + 1);
    character.mesh.position.set(stall.x * 3.78, 0, stall.z + (i % 3) * 0.4 - 0.4);
    character.mesh.rotation.y = (-stall.x * Math.PI) / 2 + 0.3 * Math.sin(i);
    updates.push((seconds) => {
      character.pose(seconds * 0.35 + i * 0.37, 0.22, 0.08);
      light();
    });
  }
  const bearer = walkers[0]?.character.mesh ?? group;
  return {
    object: group,
    lanternBearer: bearer,
    animate(seconds) {
      for (const update of updates) update(seconds);
    },
  };
}

/** Lambert, plus one soft light from where most of the street's light comes. */
function probedMaterial(lighting: Lighting): { material: THREE.Material; light(at: THREE.Vector3): void } {
  const color = uniform(new THREE.Color());
  const direction = uniform(new THREE.Vector3(0, 1, 0));
  const material = new THREE.MeshLambertNodeMaterial({ vertexColors: true });
  const facing = normalWorld.dot(direction).mul(0.5).add(0.5);
  material.emissiveNode = diffuseColor.rgb.mul(color).mul(facing.mul(facing).add(0.12));
  const chest = new THREE.Vector3();
  return {
    material,
    light(at) {
      lighting.probe(chest.set(at.x, 1.2, at.z), color.value, direction.value);
    },
  };
}
