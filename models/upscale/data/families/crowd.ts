import * as THREE from 'three/webgpu';
import {
  characterGeometry,
  type CharacterLook,
  createBalloon,
  createBlobShadows,
  createCharacter,
  mergeParts,
  meterBox,
  type Part,
  type Random,
  trackPoint,
} from '@frameloom/scenes/kit';
import { addCrossers } from './kit/crossers.ts';
import { addGround } from './kit/ground.ts';
import { castShadows, lightScene } from './kit/light.ts';
import { drawSurface, drawTint } from './kit/surfaces.ts';
import { createWorld, viewsAround, type Animation } from './kit/world.ts';
import type { Family, Resources } from './types.ts';

/** People walking, running and dancing through each other, swelling shapes, vehicles that rush past posts. */
export const crowd: Family = {
  name: 'crowd',
  summary: 'skinned and morphing figures, fast crossings, things uncovered everywhere',
  build(random, resources) {
    const scene = new THREE.Scene();
    const light = lightScene(scene, random, resources, { reach: 9 });
    addGround(scene, random, resources);
    addBackdrop(scene, random, resources);
    const animations: Animation[] = [addPeople(scene, random, 5 + random.int(9))];
    for (let i = 0, count = random.int(4); i < count; i++) animations.push(addBalloon(scene, random));
    for (let i = 0, count = random.int(4); i < count; i++) animations.push(addVehicle(scene, random));
    animations.push(...addCrossers(scene, random, { count: random.int(4), reach: 4 }));
    castShadows(scene, light);
    return createWorld({
      random,
      scene,
      animations,
      followers: light.followers,
      extras: [light.environment],
      views: viewsAround(random, [0, 1.1, 0], { distance: [4, 9], height: [0.6, 3], fov: [16, 50] }),
    });
  },
};

function drawLook(random: Random): CharacterLook {
  const skin = random.pick([0xf0c8a8, 0xd8a080, 0xa87050, 0x704830, 0x3c2820]);
  return {
    skin,
    hair: random.pick([0x181210, 0x4a3020, 0xa08050, 0x808088]),
    coat: drawTint(random, 0.6),
    trim: drawTint(random, 0.5),
    legs: drawTint(random, 0.2),
    robe: random.next() < 0.5 ? 0 : random.next(),
    hat: random.pick(['none', 'cone', 'cap', 'bun']),
  };
}

function addPeople(scene: THREE.Scene, random: Random, count: number): Animation {
  const looks = Array.from({ length: 3 }, () => characterGeometry(drawLook(random)));
  const material = new THREE.MeshLambertMaterial({ vertexColors: true });
  const shadows = createBlobShadows(count);
  scene.add(shadows.mesh);
  const people = Array.from({ length: count }, () => {
    const character = createCharacter(random.pick(looks), material);
    const scale = random.range(0.8, 1.15);
    character.mesh.scale.setScalar(scale);
    scene.add(character.mesh);
    return {
      character,
      track: {
        x: random.range(-2.5, 2.5),
        z: random.range(-2.5, 2.5),
        straight: random.range(1, 5),
        radius: random.range(0.4, 1.6),
        turn: random.range(0, 6),
      },
      pace: random.next() < 0.25 ? 0 : random.range(0.5, 5),
      start: random.range(0, 20),
      dance: random.next() < 0.4 ? random.range(0.4, 1) : 0,
    };
  });
  return (seconds) => {
    for (const [i, { character, track, pace, start, dance }] of people.entries()) {
      const distance = start + seconds * pace;
      const { x, z, heading } = trackPoint(track, distance);
      character.mesh.position.set(x, 0, z);
      character.mesh.rotation.y = heading;
      shadows.place(i, x, z);
      character.pose(
        pace === 0 ? start + seconds * 1.2 : distance * 0.62,
        pace === 0 ? 0.1 : Math.min(1.6, 0.5 + pace * 0.25),
        pace === 0 ? Math.max(dance, 0.5) : dance,
      );
    }
  };
}

function addBalloon(scene: THREE.Scene, random: Random): Animation {
  const balloon = createBalloon(3 + random.int(6), drawTint(random, 0.8));
  balloon.object.scale.setScalar(random.range(0.3, 1));
  const home = new THREE.Vector3(random.range(-3, 3), random.range(0.6, 2.6), random.range(-3, 3));
  const pace = random.range(0.5, 2);
  scene.add(balloon.object);
  return (seconds) => {
    balloon.animate(seconds * pace * 1.5);
    balloon.object.position.set(home.x + Math.sin(seconds * pace), home.y, home.z);
    balloon.object.rotation.y = seconds * pace;
  };
}

/** A long box on wheels that goes round and round, fast. */
function addVehicle(scene: THREE.Scene, random: Random): Animation {
  const [length, height] = [random.range(1, 4), random.range(0.6, 1.8)];
  const parts: Part[] = [
    {
      geometry: meterBox(0.9, height, length),
      position: [0, height / 2 + 0.2, 0],
      color: drawTint(random, 0.8),
    },
  ];
  for (let i = 0; i < 5; i++) {
    parts.push({
      geometry: meterBox(0.94, height * 0.3, length * 0.12),
      position: [0, height * 0.8, (i / 4 - 0.5) * length * 0.8],
      color: 0x10161c,
    });
  }
  const mesh = new THREE.Mesh(mergeParts(parts), drawSurface(random, { vertexColors: true }));
  scene.add(mesh);
  const track = {
    x: 0,
    z: 0,
    straight: random.range(8, 20),
    radius: random.range(2.5, 5),
    turn: random.range(0, 6),
  };
  const pace = random.range(4, 20);
  const start = random.range(0, 30);
  return (seconds) => {
    const { x, z, heading } = trackPoint(track, start + seconds * pace);
    mesh.position.set(x, 0, z);
    mesh.rotation.y = heading;
  };
}

/** Posts, arches and walls near and far: detail to be covered and uncovered. */
function addBackdrop(scene: THREE.Scene, random: Random, resources: Resources): void {
  for (let i = 0, count = 4 + random.int(8); i < count; i++) {
    const angle = random.range(0, 6.28);
    const away = random.range(3, 10);
    const [width, height, depth] = random.pick([
      [0.2, 3, 0.2],
      [0.35, 2.2, 0.35],
      [3, 2.6, 0.3],
      [1.5, 1, 0.8],
      [5, 4, 1],
    ] as const);
    const post = new THREE.Mesh(
      meterBox(width, height * random.range(0.7, 1.4), depth).translate(0, height / 2, 0),
      drawSurface(random, { resources }),
    );
    post.position.set(Math.sin(angle) * away, 0, Math.cos(angle) * away);
    post.rotation.y = random.range(0, 6);
    scene.add(post);
  }
}
