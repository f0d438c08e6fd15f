import * as THREE from 'three/webgpu';
import { mergeParts, meterBox, type Part, rod } from '../kit/geometry.ts';
import { smoothstep } from '../kit/math.ts';
import { brick } from '../kit/patterns.ts';
import type { Random } from '../kit/prng.ts';
import { paint } from '../kit/textures.ts';
import { wire } from '../kit/wires.ts';
import { type Lighting, litMaterial } from './lighting.ts';
import { STREET } from './plan.ts';

/** Rows of houses behind the stalls, and the gate at the end of the street. */
export type Houses = { walls: THREE.Mesh; trims: Part[]; windows: THREE.Mesh; panes: Part[] };

const TONES = [0xb8a898, 0x8a7488, 0x7a8a98, 0xa87860, 0x98906a, 0x6a7890] as const;

export function createHouses(lighting: Lighting, random: Random): Houses {
  const walls: Part[] = [];
  const trims: Part[] = [];
  const lights: Part[] = [];
  const panes: Part[] = [];
  for (const side of [-1, 1] as const) {
    for (let z: number = STREET.near; z > STREET.far;) {
      const width = random.range(4.6, 7.2);
      const floors = 2 + random.int(3);
      const height = 3.3 + floors * 2.5 + random.range(0, 0.8);
      house(side, z - width / 2, width, height, random);
      z -= width;
    }
  }
  gate();
  const geometry = lighting.bake(mergeParts(walls));
  const bricks = brick(256, 8, 24, [0.62, 0.5, 0.46]);
  bricks.repeat.set(0.5, 0.5);
  const wallMesh = new THREE.Mesh(geometry, litMaterial({ map: bricks }));
  wallMesh.name = 'houses';
  const windowMesh = new THREE.Mesh(
    mergeParts(lights),
    new THREE.MeshBasicMaterial({ map: windowTexture(), vertexColors: true }),
  );
  windowMesh.name = 'windows';
  return { walls: wallMesh, trims, windows: windowMesh, panes };

  function house(side: 1 | -1, z: number, width: number, height: number, random: Random): void {
    const face = side * STREET.house;
    walls.push({
      geometry: meterBox(4, height, width, 1),
      position: [face + side * 2, height / 2, z],
      color: random.pick(TONES),
    });
    trims.push({
      geometry: meterBox(4.2, 0.22, width + 0.06, 1),
      position: [face + side * 1.95, height, z],
      color: 0x5a4a44,
    });
    trims.push({
      geometry: meterBox(0.3, 0.16, width, 1),
      position: [face - side * 0.05, 3.2, z],
      color: 0x6a5850,
    });
    if (random.next() < 0.7) roofClutter(side, z, height, random);
    trims.push(
      rod(
        [face - side * 0.06, 0, z + width / 2 - 0.15],
        [face - side * 0.06, height, z + width / 2 - 0.15],
        0.05,
        6,
        0x2a2c30,
      ),
    );
    const columns = Math.max(2, Math.floor(width / 1.7));
    for (let y = 4.4; y < height - 0.9; y += 2.5) {
      const balcony = random.next() < 0.3;
      for (let k = 0; k < columns; k++) {
        const at = z + ((k + 0.5) / columns - 0.5) * width;
        const lit = random.next();
        const color =
          lit < 0.5
            ? warm(random)
            : lit < 0.6
              ? new THREE.Color(0.25, 0.6, 0.9)
              : new THREE.Color(0.012, 0.018, 0.04);
        const cell = random.int(4);
        lights.push({
          geometry: new THREE.PlaneGeometry(0.92, 1.4),
          position: [face - side * 0.012, y, at],
          rotation: [0, (-side * Math.PI) / 2, 0],
          uv: [0.25, 1, cell * 0.25, 0],
          color,
        });
        if (lit < 0.6)
          lighting.glint(side * (STREET.house - 0.1), y, at, 0.4, 0.6, color.clone().multiplyScalar(0.55));
        trims.push({
          geometry: meterBox(0.14, 0.08, 1.15),
          position: [face - side * 0.06, y - 0.76, at],
          color: 0x8a7a6c,
        });
        if (!balcony && random.next() < 0.18)
          trims.push({
            geometry: meterBox(0.34, 0.36, 0.62),
            position: [face - side * 0.2, y - 1.1, at],
            color: 0x9a9a98,
          });
      }
      if (balcony) addBalcony(side, y - 0.85, z, width * 0.82);
    }
    // shop fronts at street level, half hidden by the stalls
    const color = warm(random).multiplyScalar(0.9);
    const shop = width * 0.62;
    lights.push({
      geometry: new THREE.PlaneGeometry(shop, 1.9),
      position: [face + side * -0.012, 1.45, z],
      rotation: [0, (-side * Math.PI) / 2, 0],
      uv: [0.24, 0.9, 0.255, 0.05],
      color: color.clone().multiplyScalar(0.7),
    });
    panes.push({
      geometry: new THREE.PlaneGeometry(shop + 0.2, 2.05),
      position: [face - side * 0.14, 1.45, z],
      rotation: [0, (-side * Math.PI) / 2, 0],
    });
    lighting.glint(side * STREET.house, 1.45, z, shop / 2, 0.9, color.clone().multiplyScalar(0.5));
    lighting.lamp(side * (STREET.house - 0.7), 1.9, z, color, 0.9, 5, 0);
    for (const edge of [-0.5, -0.17, 0.17, 0.5])
      trims.push({
        geometry: meterBox(0.1, 2.1, 0.06),
        position: [face - side * 0.1, 1.45, z + edge * (shop + 0.2)],
        color: 0x241c1a,
      });
  }

  function addBalcony(side: 1 | -1, y: number, z: number, width: number): void {
    const face = side * STREET.house;
    const edge = face - side * 0.8;
    trims.push({
      geometry: meterBox(0.8, 0.08, width, 0.6),
      position: [face - side * 0.4, y, z],
      color: 0x6a625c,
    });
    for (let k = 0; k <= Math.round(width / 0.13); k++) {
      const at = z - width / 2 + k * 0.13;
      trims.push(rod([edge, y, at], [edge, y + 0.85, at], 0.009, 4, 0x15161a));
    }
    trims.push(rod([edge, y + 0.85, z - width / 2], [edge, y + 0.85, z + width / 2], 0.022, 5, 0x15161a));
    for (const end of [-width / 2, width / 2])
      trims.push(rod([edge, y + 0.85, z + end], [face, y + 0.85, z + end], 0.018, 5, 0x15161a));
    trims.push(wire([edge, y + 1.5, z - width / 2], [edge, y + 1.5, z + width / 2], 0.1, 0.006, 8));
  }

  function roofClutter(side: 1 | -1, z: number, height: number, random: Random): void {
    const x = side * (STREET.house + random.range(0.6, 2));
    for (let k = 0; k < 2; k++) {
      const top = height + random.range(1.2, 2.6);
      const at = z + random.range(-1.5, 1.5);
      trims.push(rod([x, height, at], [x, top, at], 0.022, 4, 0x0c0d12));
      for (let bar = 0; bar < 5; bar++)
        trims.push(
          rod(
            [x, top - 0.1 - bar * 0.16, at - 0.45 + bar * 0.05],
            [x, top - 0.1 - bar * 0.16, at + 0.45 - bar * 0.05],
            0.009,
            3,
            0x0c0d12,
          ),
        );
    }
    trims.push({
      geometry: new THREE.CylinderGeometry(0.6, 0.6, 1.2, 14),
      position: [x + side, height + 1.1, z - 0.8],
      color: 0x3a3030,
    });
  }

  function gate(): void {
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
}

function warm(random: Random): THREE.Color {
  return new THREE.Color(1, random.range(0.5, 0.66), random.range(0.2, 0.36)).multiplyScalar(
    random.range(1, 2.6),
  );
}

/** Four windows side by side: muntins, curtains, a plant, a blind. */
function windowTexture(): THREE.DataTexture {
  return paint({ key: 'windows', width: 512, height: 192, repeat: false }, (u, v) => {
    const cell = Math.floor(u * 4);
    const x = u * 4 - cell;
    const bar = Math.min(Math.abs(x - 0.5), Math.abs(v - 0.62), x, 1 - x, v, 1 - v);
    let light = 0.72 + 0.28 * smoothstep(0, 1, v);
    if (cell === 0)
      light *= 0.55 + 0.45 * smoothstep(0.2, 0.34, Math.abs(x - 0.5) + 0.03 * Math.sin(x * 60) + 0.1 * v);
    if (cell === 1) light *= v > 0.35 ? 0.75 + 0.25 * Math.sign(Math.sin(v * 130)) * 0.6 : 1;
    if (
      cell === 2 &&
      v < 0.45 &&
      Math.hypot((x - 0.55) * 1.4, v - 0.15) + 0.05 * Math.sin(Math.atan2(v, x - 0.5) * 9) < 0.26
    )
      light *= 0.12;
    if (cell === 3 && Math.hypot(x - 0.4, (v - 0.42) * 0.8) < 0.13) light *= 0.2;
    if (cell === 3 && v < 0.3 && Math.abs(x - 0.4) < 0.2) light *= 0.2;
    const frame = smoothstep(0.018, 0.03, bar);
    return [light * frame + 0.03, light * frame + 0.03, light * frame + 0.03];
  });
}
