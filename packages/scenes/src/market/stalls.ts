import * as THREE from 'three/webgpu';
import { mergeParts, meterBox, type Part, rod } from '../kit/geometry.ts';
import { cloth, wood } from '../kit/patterns.ts';
import { type Lighting, litMaterial } from './lighting.ts';
import { type StallPlan, stalls, STREET } from './plan.ts';

const WIDTH = 3.6;
const BACK = 4.35;
const EAVE = { x: STREET.front - 0.5, y: 2.42 } as const;
const RIDGE = 3.05;

/** Registers the bulbs under every awning and the counters that cast shadows. */
export function lightStalls(lighting: Lighting): void {
  for (const { x, z, kind } of stalls) {
    const color = kind === 'bottles' ? 0xffb878 : kind === 'paper' ? 0xffb066 : 0xffa458;
    for (const along of [-1, 1]) lighting.lamp(x * 3.05, 2.22, z + along * 0.95, color, 3.4, 7.5);
    lighting.glint(x * 3.5, 1.25, z, 1.6, 0.3, new THREE.Color(color).multiplyScalar(0.5));
    lighting.glint(x * 2.7, 2.1, z, 1.7, 0.12, new THREE.Color(color).multiplyScalar(0.35));
    lighting.occlude(
      new THREE.Box3(
        new THREE.Vector3(x > 0 ? 2.7 : -3.5, 0, z - 1.65),
        new THREE.Vector3(x > 0 ? 3.5 : -2.7, 0.9, z + 1.65),
      ),
    );
  }
}

/** Everything of the stalls that is made of wood. */
export function stallWood(lighting: Lighting): THREE.Mesh {
  const parts: Part[] = [];
  for (const stall of stalls) {
    const { x, z } = stall;
    for (const along of [-1.72, 1.72]) {
      parts.push(post(x * 2.72, z + along, 2.62), post(x * BACK, z + along, RIDGE));
      parts.push({
        geometry: meterBox(BACK - 2.2, 0.07, 0.07, 0.6),
        position: [x * (BACK + 2.2) * 0.5, 2.74, z + along],
        rotation: [0, 0, x * 0.29],
      });
    }
    parts.push({ geometry: meterBox(0.72, 0.86, 3.3, 0.35), position: [x * 3.1, 0.43, z], color: 0xc8a078 });
    parts.push({ geometry: meterBox(0.9, 0.06, 3.46, 0.35), position: [x * 3.1, 0.9, z], color: 0xe0b888 });
    parts.push({ geometry: meterBox(0.06, 1.5, 3.4, 0.4), position: [x * BACK, 1.5, z], color: 0x907058 });
    for (const y of [1.25, 1.75])
      parts.push({
        geometry: meterBox(0.32, 0.04, 3.3, 0.4),
        position: [x * (BACK - 0.18), y, z],
        color: 0xb08860,
      });
  }
  const geometry = lighting.bake(mergeParts(parts), { shadows: false });
  const mesh = new THREE.Mesh(geometry, litMaterial({ map: wood(256, 5, [0.52, 0.42, 0.31]) }));
  mesh.name = 'stall wood';
  return mesh;
}

function post(x: number, z: number, height: number): Part {
  return { geometry: meterBox(0.09, height, 0.09, 0.4), position: [x, height / 2, z], color: 0x9a7858 };
}

/** Striped awnings with scalloped edges; the stripes are geometry, so their edges are exact. */
export function stallAwnings(lighting: Lighting): THREE.Mesh {
  const parts = stalls.flatMap((stall) => awning(stall));
  const geometry = lighting.bake(mergeParts(parts), { translucent: true });
  const weave = cloth(256, 64, [0.92, 0.92, 0.92], [0.98, 0.98, 0.98], 3);
  const mesh = new THREE.Mesh(geometry, litMaterial({ map: weave, side: THREE.DoubleSide }));
  mesh.name = 'awnings';
  return mesh;
}

function awning({ x, z, stripe }: StallPlan): Part[] {
  const stripes = 13;
  const wide = (WIDTH + 0.3) / stripes;
  const parts: Part[] = [];
  for (let i = 0; i < stripes; i++) {
    const z0 = z - (WIDTH + 0.3) / 2 + i * wide;
    const color = new THREE.Color(stripe[i % 2 === 0 ? 0 : 1]);
    const cloth = new THREE.BufferGeometry();
    const position: number[] = [];
    const uv: number[] = [];
    const index: number[] = [];
    const rows: [number, number][] = [];
    for (let k = 0; k <= 6; k++) {
      const t = k / 6;
      rows.push([BACK + (EAVE.x - BACK) * t, RIDGE + (EAVE.y - RIDGE) * t - 0.1 * Math.sin(t * Math.PI)]);
    }
    rows.push([EAVE.x - 0.02, EAVE.y - 0.14]);
    for (const [k, [px, py]] of rows.entries()) {
      for (const side of [0, 1]) {
        position.push(x * px, py, z0 + side * wide);
        uv.push((z0 + side * wide) * 1.5, k * 0.5);
      }
      if (k > 0) index.push(k * 2 - 2, k * 2 - 1, k * 2, k * 2 - 1, k * 2 + 1, k * 2);
    }
    // a scallop: half a disc that hangs from the valance
    const edge = rows.length * 2 - 2;
    const first = position.length / 3;
    for (let k = 1; k < 8; k++) {
      const a = (k / 8) * Math.PI;
      position.push(
        x * (EAVE.x - 0.02),
        EAVE.y - 0.14 - Math.sin(a) * 0.11,
        z0 + wide / 2 - (Math.cos(a) * wide) / 2,
      );
      uv.push(z0 * 1.5, 4);
      index.push(edge, first + k - 1, k === 1 ? edge : first + k - 2);
    }
    index.push(edge, edge + 1, first + 6);
    cloth.setAttribute('position', new THREE.Float32BufferAttribute(position, 3));
    cloth.setAttribute('uv', new THREE.Float32BufferAttribute(uv, 2));
    cloth.setIndex(index);
    cloth.computeVertexNormals();
    parts.push({ geometry: cloth, color });
  }
  return parts;
}

/** Lamps under the awnings, with their cords. */
export function stallBulbs(): { bulbs: Part[]; cords: Part[] } {
  const bulb = new THREE.SphereGeometry(0.075, 14, 10);
  const shade = new THREE.ConeGeometry(0.2, 0.13, 18, 1, true);
  const bulbs: Part[] = [];
  const cords: Part[] = [];
  for (const { x, z } of stalls) {
    for (const along of [-0.95, 0.95]) {
      bulbs.push({
        geometry: bulb,
        position: [x * 3.05, 2.18, z + along],
        color: new THREE.Color(15, 8.2, 3.4),
      });
      cords.push({ geometry: shade, position: [x * 3.05, 2.29, z + along], color: 0x2f4a40 });
      cords.push(rod([x * 3.05, 2.3, z + along], [x * 3.05, 2.62, z + along], 0.008, 4, 0x101010));
    }
  }
  return { bulbs, cords };
}
