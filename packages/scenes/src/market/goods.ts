import * as THREE from 'three/webgpu';
import { mergeParts, meterBox, type Part } from '../kit/geometry.ts';
import type { Point } from '../kit/wires.ts';
import type { Random } from '../kit/prng.ts';
import { type Lighting, litMaterial } from './lighting.ts';
import { type StallPlan, stalls } from './plan.ts';

/** What the stalls sell, and where it steams and sparks. */
export type Goods = { mesh: THREE.Mesh; steam: Point[]; sparks: Point[]; bottles: Point[] };

const FRUITS = [0xd8401c, 0xe8901a, 0xd8b820, 0x6f9a2a, 0xb01c30, 0x6a2a6a] as const;
const CLOTHS = [0xb83a2a, 0x2a5a9a, 0xd89a2a, 0x3a7a5a, 0x8a3a7a, 0xe0d0b0] as const;

export function createGoods(lighting: Lighting, random: Random): Goods {
  const goods: Goods = { mesh: new THREE.Mesh(), steam: [], sparks: [], bottles: [] };
  const parts: Part[] = [];
  for (const stall of stalls) {
    if (stall.kind === 'fruit') fruit(stall, parts, random);
    else if (stall.kind === 'food') food(stall, parts, goods, random);
    else if (stall.kind === 'bottles') bottles(stall, parts, goods, random);
    else if (stall.kind === 'cloth') cloths(stall, parts, random);
    else papers(stall, parts, random);
    shelf(stall, parts, random);
    crates(stall, parts, random);
  }
  goods.mesh = new THREE.Mesh(lighting.bake(mergeParts(parts)), litMaterial({}));
  goods.mesh.name = 'goods';
  return goods;
}

const TRAY = meterBox(0.72, 0.1, 0.56, 0.3);
const BALL = new THREE.SphereGeometry(0.068, 9, 6);

function fruit({ x, z }: StallPlan, parts: Part[], random: Random): void {
  for (let tray = 0; tray < 5; tray++) {
    const at = z - 1.28 + tray * 0.64;
    parts.push({
      geometry: TRAY,
      position: [x * 3.02, 1.0, at],
      rotation: [0, 0, x * 0.22],
      color: 0x8a6038,
    });
    const color = new THREE.Color(FRUITS[(tray + Math.round(Math.abs(z))) % FRUITS.length]);
    for (let i = 0; i < 5; i++) {
      for (let k = 0; k < 4; k++) {
        const across = -0.26 + i * 0.13;
        const shade = random.range(0.75, 1.15);
        parts.push({
          geometry: BALL,
          position: [
            x * (3.02 + across),
            1.09 + across * 0.22 + random.range(0, 0.02),
            at - 0.2 + k * 0.132 + random.range(-0.012, 0.012),
          ],
          rotation: [random.range(0, 3), random.range(0, 3), 0],
          scale: random.range(0.9, 1.08),
          color: color.clone().multiplyScalar(shade),
        });
      }
    }
  }
}

function food({ x, z }: StallPlan, parts: Part[], goods: Goods, random: Random): void {
  const pot = new THREE.CylinderGeometry(0.24, 0.2, 0.34, 20, 1, true);
  const soup = new THREE.CircleGeometry(0.235, 20).rotateX(-Math.PI / 2);
  for (const along of [-1.15, -0.45]) {
    parts.push({ geometry: pot, position: [x * 3.1, 1.1, z + along], color: 0x8a8e94 });
    parts.push({ geometry: soup, position: [x * 3.1, 1.22, z + along], color: 0xc88a3a });
    goods.steam.push([x * 3.1, 1.25, z + along]);
  }
  parts.push({
    geometry: meterBox(0.5, 0.16, 0.9, 0.3),
    position: [x * 3.08, 1.0, z + 0.45],
    color: 0x1c1c20,
  });
  for (let k = 0; k < 7; k++) {
    parts.push({
      geometry: new THREE.BoxGeometry(0.42, 0.025, 0.045),
      position: [x * 3.05, 1.1, z + 0.1 + k * 0.115],
      color: k % 2 === 0 ? 0x9a4a20 : 0xb87830,
    });
  }
  goods.sparks.push([x * 3.1, 1.1, z + 0.45]);
  const bowl = new THREE.SphereGeometry(0.11, 14, 6, 0, Math.PI * 2, Math.PI / 2, Math.PI / 2);
  for (let stack = 0; stack < 3; stack++) {
    for (let k = 0; k < 4; k++) {
      parts.push({
        geometry: bowl,
        position: [x * (2.88 + (stack % 2) * 0.24), 1.04 + k * 0.045, z + 1.1 + stack * 0.2],
        color: [0xe8e0d0, 0x3a5a8a, 0xb03a2a][stack] ?? 0xffffff,
      });
    }
  }
  void random;
}

function bottles({ x, z }: StallPlan, parts: Part[], goods: Goods, random: Random): void {
  for (let row = 0; row < 2; row++)
    for (let k = 0; k < 11; k++)
      goods.bottles.push([x * (2.92 + row * 0.24), 0.93, z - 1.4 + k * 0.28 + random.range(-0.04, 0.04)]);
  parts.push({ geometry: meterBox(0.2, 0.12, 3.1, 0.4), position: [x * 3.36, 0.99, z], color: 0x6a4a30 });
}

function cloths({ x, z }: StallPlan, parts: Part[], random: Random): void {
  const roll = new THREE.CylinderGeometry(0.09, 0.09, 0.7, 14).rotateZ(Math.PI / 2);
  for (let k = 0; k < 12; k++) {
    for (let layer = 0; layer < 2; layer++) {
      parts.push({
        geometry: roll,
        position: [x * 3.1, 1.02 + layer * 0.155, z - 1.2 + k * 0.21 + layer * 0.1],
        color: random.pick(CLOTHS),
      });
    }
  }
  const sheet = new THREE.PlaneGeometry(0.62, 1.1, 8, 6);
  const position = sheet.getAttribute('position');
  for (let i = 0; i < position.count; i++) position.setZ(i, 0.04 * Math.sin(position.getX(i) * 20));
  sheet.computeVertexNormals();
  for (let k = 0; k < 4; k++)
    parts.push({
      geometry: sheet,
      position: [x * 4.1, 1.75, z - 1.2 + k * 0.8],
      rotation: [0, (-x * Math.PI) / 2, 0],
      color: random.pick(CLOTHS),
    });
}

function papers({ x, z }: StallPlan, parts: Part[], random: Random): void {
  const sheet = new THREE.BoxGeometry(0.3, 1, 0.22);
  for (let k = 0; k < 9; k++) {
    for (let row = 0; row < 2; row++) {
      const tall = random.range(0.05, 0.3);
      parts.push({
        geometry: sheet,
        position: [x * (2.9 + row * 0.34), 0.93 + tall / 2, z - 1.4 + k * 0.34],
        rotation: [0, random.range(-0.2, 0.2), 0],
        scale: [1, tall, 1],
        color: new THREE.Color().setHSL(
          random.range(0.03, 0.14),
          random.range(0.2, 0.6),
          random.range(0.35, 0.7),
        ),
      });
    }
  }
  const wheel = new THREE.CircleGeometry(0.26, 6);
  for (let k = 0; k < 5; k++)
    parts.push({
      geometry: wheel,
      position: [x * 4.0, 1.95 + (k % 2) * 0.2, z - 1.3 + k * 0.62],
      rotation: [0, (-x * Math.PI) / 2, k],
      color: random.pick(CLOTHS),
    });
}

/** Tins and jars on the shelves at the back. */
function shelf({ x, z, kind }: StallPlan, parts: Part[], random: Random): void {
  if (kind === 'cloth') return;
  const tin = new THREE.CylinderGeometry(0.065, 0.065, 0.2, 12);
  for (const y of [1.37, 1.87]) {
    for (let k = 0; k < 15; k++) {
      if (random.next() < 0.15) continue;
      parts.push({
        geometry: tin,
        position: [x * 4.18, y, z - 1.5 + k * 0.212],
        scale: [1, random.range(0.8, 1.3), 1],
        color: new THREE.Color().setHSL(random.next(), 0.45, random.range(0.2, 0.5)),
      });
    }
  }
}

/** Crates and sacks beside the counters. */
function crates({ x, z }: StallPlan, parts: Part[], random: Random): void {
  const slat = meterBox(0.5, 0.09, 0.03, 0.25);
  const turn = random.range(-0.3, 0.3);
  const [cx, cz] = [x * 2.42, z + 1.45];
  for (let side = 0; side < 4; side++) {
    const a = turn + (side * Math.PI) / 2;
    for (let k = 0; k < 3; k++) {
      parts.push({
        geometry: slat,
        position: [cx + Math.sin(a) * 0.25, 0.07 + k * 0.13, cz + Math.cos(a) * 0.25],
        rotation: [0, a, 0],
        color: 0xa87848,
      });
    }
  }
  for (let k = 0; k < 9; k++)
    parts.push({
      geometry: BALL,
      position: [cx + random.range(-0.17, 0.17), 0.34, cz + random.range(-0.17, 0.17)],
      scale: 1.2,
      color: FRUITS[Math.floor(Math.abs(z)) % 6] ?? 0xffffff,
    });
}
