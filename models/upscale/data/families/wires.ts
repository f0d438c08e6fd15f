import * as THREE from 'three/webgpu';
import { mergeParts, type Part, type Random, rod, wire } from '@frameloom/scenes/kit';
import { addCrossers } from './kit/crossers.ts';
import { addGround } from './kit/ground.ts';
import { castShadows, lightScene } from './kit/light.ts';
import { drawTint } from './kit/surfaces.ts';
import { createWorld, viewsAround, type Animation } from './kit/world.ts';
import type { Family } from './types.ts';

/** Lines from a fraction of a pixel to a few pixels thick, before sky, walls and each other. */
export const wires: Family = {
  name: 'wires',
  summary: 'cables, lattices, grids, railings, antennas and wheels of spokes',
  build(random, resources) {
    const scene = new THREE.Scene();
    const light = lightScene(scene, random, resources, { shadows: 0.2 });
    if (random.next() < 0.7) addGround(scene, random, resources);
    const animations: Animation[] = [];
    const makers = [lattice, cables, grid, railing, antenna, scaffold];
    for (let i = 0, count = 4 + random.int(5); i < count; i++) {
      const angle = random.range(0, Math.PI * 2);
      const away = random.range(0, 9);
      const mesh = new THREE.Mesh(mergeParts(random.pick(makers)(random)), ironOf(random));
      mesh.position.set(Math.sin(angle) * away, 0, Math.cos(angle) * away);
      mesh.rotation.y = random.range(0, 6);
      scene.add(mesh);
    }
    for (let i = 0, count = random.int(4); i < count; i++) animations.push(addWheel(scene, random));
    for (let i = 0, count = random.int(3); i < count; i++) animations.push(addSwing(scene, random));
    animations.push(...addCrossers(scene, random, { count: random.int(3), reach: 3 }));
    castShadows(scene, light);
    return createWorld({
      random,
      scene,
      animations,
      followers: light.followers,
      extras: [light.environment],
      views: viewsAround(random, [0, 2.4, 0], { distance: [5, 13], height: [0.4, 5] }),
    });
  },
};

function ironOf(random: Random): THREE.Material {
  const settings = { vertexColors: true, color: drawTint(random, 0.4) };
  if (random.next() < 0.25) settings.color.multiplyScalar(0.15);
  return random.next() < 0.6
    ? new THREE.MeshLambertMaterial(settings)
    : new THREE.MeshStandardMaterial({
        ...settings,
        roughness: random.range(0.2, 0.7),
        metalness: random.next(),
      });
}

/** Thin as likely as thick: 1 mm to 4 cm. */
function thickness(random: Random): number {
  return 0.0015 * 25 ** random.next();
}

function lattice(random: Random): Part[] {
  const parts: Part[] = [];
  const [height, wide] = [random.range(3, 9), random.range(0.3, 1.2)];
  const narrow = random.range(0.1, 0.9);
  const bar = thickness(random);
  const floors = 5 + random.int(14);
  const corner = (floor: number, k: number): [number, number, number] => {
    const t = floor / floors;
    const r = wide * (1 - t * (1 - narrow));
    return [[-r, r, r, -r][k % 4]!, t * height, [-r, -r, r, r][k % 4]!];
  };
  for (let floor = 0; floor < floors; floor++) {
    for (let k = 0; k < 4; k++) {
      parts.push(rod(corner(floor, k), corner(floor + 1, k), bar * 1.8, 4));
      parts.push(rod(corner(floor, k), corner(floor + 1, k + 1), bar, 3));
      parts.push(rod(corner(floor + 1, k), corner(floor + 1, k + 1), bar, 3));
    }
  }
  return parts;
}

function cables(random: Random): Part[] {
  const thick = thickness(random) * 0.6;
  const count = 2 + random.int(9);
  const span = random.range(6, 24);
  const base = random.range(2, 6);
  return Array.from({ length: count }, (_, i) => {
    const y = base + i * random.range(0.1, 0.35);
    const z = random.range(-0.6, 0.6);
    const color = random.next() < 0.7 ? 0x181a1c : 0xd8d0c0;
    return wire(
      [-span / 2, y, z],
      [span / 2, y + random.range(-0.6, 0.6), z],
      random.range(0, 1.2),
      thick,
      20,
      color,
    );
  });
}

function grid(random: Random): Part[] {
  const [width, height] = [random.range(1.5, 5), random.range(1.5, 4)];
  const thick = thickness(random) * 0.7;
  const columns = 4 + random.int(26);
  const rows = 3 + random.int(20);
  const parts: Part[] = [];
  const color = drawTint(random);
  for (let i = 0; i <= columns; i++) {
    const x = (i / columns - 0.5) * width;
    parts.push(rod([x, 0.2, 0], [x, 0.2 + height, 0], thick, 3, color));
  }
  for (let i = 0; i <= rows; i++) {
    const y = 0.2 + (i / rows) * height;
    parts.push(rod([-width / 2, y, 0], [width / 2, y, 0], thick, 3, color));
  }
  return parts;
}

function railing(random: Random): Part[] {
  const parts: Part[] = [];
  const [length, height] = [random.range(4, 12), random.range(0.8, 1.3)];
  const gap = random.range(0.05, 0.22);
  const thick = thickness(random) * 0.8;
  for (let x = -length / 2; x < length / 2; x += gap) parts.push(rod([x, 0, 0], [x, height, 0], thick, 4));
  for (const y of [0.08, 1])
    parts.push(rod([-length / 2, y * height, 0], [length / 2, y * height, 0], thick * 2, 5));
  return parts;
}

function antenna(random: Random): Part[] {
  const height = random.range(3, 8);
  const thick = thickness(random);
  const parts: Part[] = [rod([0, 0, 0], [0, height, 0], thick * 2, 5)];
  for (let i = 0, count = 4 + random.int(14); i < count; i++) {
    const y = height - i * random.range(0.12, 0.3);
    const half = random.range(0.1, 0.9);
    const turn = random.next() < 0.2 ? Math.PI / 2 : 0;
    const [x, z] = [Math.cos(turn) * half, Math.sin(turn) * half];
    parts.push(rod([-x, y, -z], [x, y, z], thick * 0.6, 3));
  }
  for (let i = 0; i < 3; i++) {
    const a = (i / 3) * Math.PI * 2;
    parts.push(wire([0, height * 0.9, 0], [Math.cos(a) * 3, 0, Math.sin(a) * 3], 0, thick * 0.35, 2));
  }
  return parts;
}

function scaffold(random: Random): Part[] {
  const parts: Part[] = [];
  const thick = thickness(random);
  const [nx, ny, nz] = [2 + random.int(3), 2 + random.int(3), 1 + random.int(2)];
  const cell = random.range(0.5, 1.3);
  for (let x = 0; x <= nx; x++) {
    for (let y = 0; y <= ny; y++) {
      for (let z = 0; z <= nz; z++) {
        const at: [number, number, number] = [x * cell, y * cell, z * cell];
        if (x < nx) parts.push(rod(at, [at[0] + cell, at[1], at[2]], thick, 4));
        if (y < ny) parts.push(rod(at, [at[0], at[1] + cell, at[2]], thick, 4));
        if (z < nz) parts.push(rod(at, [at[0], at[1], at[2] + cell], thick, 4));
        if (x < nx && y < ny && random.next() < 0.4)
          parts.push(rod(at, [at[0] + cell, at[1] + cell, at[2]], thick * 0.7, 3));
      }
    }
  }
  return parts;
}

function addWheel(scene: THREE.Scene, random: Random): Animation {
  const radius = random.range(0.5, 2.2);
  const thick = thickness(random) * 0.7;
  const parts: Part[] = [{ geometry: new THREE.TorusGeometry(radius, thick * 2.5, 5, 64) }];
  const spokes = 8 + random.int(34);
  const skew = random.range(0, 0.6);
  for (let i = 0; i < spokes; i++) {
    const a = (i / spokes) * Math.PI * 2;
    const b = a + (i % 2 === 0 ? skew : -skew);
    parts.push(
      rod(
        [Math.cos(b) * 0.08, Math.sin(b) * 0.08, i % 2 === 0 ? 0.05 : -0.05],
        [Math.cos(a) * radius, Math.sin(a) * radius, 0],
        thick,
        3,
      ),
    );
  }
  const wheel = new THREE.Mesh(mergeParts(parts), ironOf(random));
  wheel.position.set(random.range(-4, 4), radius + random.range(0, 1.5), random.range(-4, 4));
  wheel.rotation.y = random.range(0, 6);
  scene.add(wheel);
  const pace = random.range(-3, 3);
  return (seconds) => {
    wheel.rotation.z = seconds * pace;
  };
}

/** A net or frame that swings. */
function addSwing(scene: THREE.Scene, random: Random): Animation {
  const mesh = new THREE.Mesh(mergeParts(grid(random)), ironOf(random));
  mesh.geometry.translate(0, -3, 0);
  const pivot = new THREE.Group().add(mesh);
  pivot.position.set(random.range(-3, 3), random.range(4, 5), random.range(-3, 3));
  pivot.rotation.order = 'YXZ';
  pivot.rotation.y = random.range(0, 6);
  scene.add(pivot);
  const [pace, reach] = [random.range(0.8, 3), random.range(0.05, 0.5)];
  return (seconds) => {
    pivot.rotation.x = Math.sin(seconds * pace) * reach;
  };
}
