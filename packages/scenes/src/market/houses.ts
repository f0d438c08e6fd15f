import * as THREE from 'three/webgpu';
import { mergeParts, meterBox, type Part } from '../kit/geometry.ts';
import { brick } from '../kit/patterns.ts';
import type { Random } from '../kit/prng.ts';
import { addHouse, type HouseParts, warm } from './house.ts';
import { type Lighting, litMaterial } from './lighting.ts';
import { STREET } from './plan.ts';
import { windowTexture } from './window-texture.ts';

/** Rows of houses behind the stalls, and the gate at the end of the street. */
export type Houses = { walls: THREE.Mesh; trims: Part[]; windows: THREE.Mesh; panes: Part[] };

export function createHouses(lighting: Lighting, random: Random): Houses {
  const parts: HouseParts = { walls: [], trims: [], lights: [], panes: [] };
  for (const side of [-1, 1] as const) {
    for (let z: number = STREET.near; z > STREET.far;) {
      const width = random.range(4.6, 7.2);
      const floors = 2 + random.int(3);
      const height = 3.3 + floors * 2.5 + random.range(0, 0.8);
      addHouse(parts, lighting, { side, z: z - width / 2, width, height }, random);
      z -= width;
    }
  }
  addGate(parts, random);
  const bricks = brick(256, 8, 24, [0.62, 0.5, 0.46]);
  bricks.repeat.set(0.5, 0.5);
  const walls = new THREE.Mesh(lighting.bake(mergeParts(parts.walls)), litMaterial({ map: bricks }));
  walls.name = 'houses';
  const windows = new THREE.Mesh(
    mergeParts(parts.lights),
    new THREE.MeshBasicMaterial({ map: windowTexture(), vertexColors: true }),
  );
  windows.name = 'windows';
  return { walls, trims: parts.trims, windows, panes: parts.panes };
}

/** The gate at the end of the street and the towers behind it. */
function addGate({ walls, trims, lights }: HouseParts, random: Random): void {
  const z = STREET.far + 3;
  for (const x of [-3.4, 3.4])
    trims.push({
      geometry: new THREE.CylinderGeometry(0.3, 0.36, 7, 18, 8),
      position: [x, 3.5, z],
      color: 0xa02818,
    });
  trims.push({ geometry: meterBox(9, 0.5, 0.6, 0.5), position: [0, 7.2, z], color: 0xa02818 });
  trims.push({ geometry: meterBox(10.4, 0.3, 0.8, 0.5), position: [0, 7.6, z], color: 0x20242c });
  trims.push({ geometry: meterBox(7.4, 0.4, 0.4, 0.5), position: [0, 5.9, z], color: 0xa02818 });
  walls.push({ geometry: meterBox(7, 24, 6, 3), position: [-2.5, 12, z - 22], color: 0x2a3048 });
  walls.push({ geometry: meterBox(9, 15, 6, 3), position: [8, 7.5, z - 30], color: 0x2a3048 });
  walls.push({ geometry: meterBox(8, 18, 6, 3), position: [-13, 9, z - 30], color: 0x2a3048 });
  walls.push({ geometry: meterBox(60, 7, 2, 4), position: [0, 3, z - 26], color: 0x20263a });
  for (let y = 4; y < 23; y += 1.4) {
    for (let k = -2; k <= 2; k++) {
      if (random.next() < 0.45) continue;
      lights.push({
        geometry: new THREE.PlaneGeometry(0.7, 0.8),
        position: [-2.5 + k * 1.25, y, z - 18.98],
        uv: [0.25, 1, 0, 0],
        color: warm(random).multiplyScalar(0.6),
      });
    }
  }
}
