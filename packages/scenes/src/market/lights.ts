import * as THREE from 'three/webgpu';
import { mergeParts, type Part, rod } from '../kit/geometry.ts';
import { TAU } from '../kit/math.ts';
import type { Animated } from '../kit/particles.ts';
import type { Random } from '../kit/prng.ts';
import { hangingPoint, type Point, wire } from '../kit/wires.ts';
import type { Lighting } from './lighting.ts';
import { STREET } from './plan.ts';

/** Paper lanterns and strings of bulbs above the street. */
export type Overhead = { lanterns: Animated; bulbs: THREE.InstancedMesh; wires: Part[] };

const PAPER: readonly (readonly [number, number, number])[] = [
  [2.5, 0.2, 0.06],
  [2.8, 0.8, 0.12],
  [2.3, 0.13, 0.1],
  [3, 1.45, 0.42],
];

export function createOverhead(lighting: Lighting, random: Random): Overhead {
  const wires: Part[] = [];
  const hangs: { at: Point; color: THREE.Color; scale: number; phase: number }[] = [];
  const bulbPlaces: Point[] = [];
  for (let i = 0; i < 12; i++) {
    const z = 4.2 - i * 4.1;
    const a: Point = [-STREET.house, 4.5 + random.range(0, 0.7), z + random.range(-0.6, 0.6)];
    const b: Point = [STREET.house, 4.5 + random.range(0, 0.7), z + random.range(-0.6, 0.6)];
    const sag = random.range(0.5, 0.8);
    wires.push(wire(a, b, sag, 0.01, 28));
    const count = i % 2 === 0 ? 6 : 5;
    for (let k = 0; k < count; k++) {
      const at = hangingPoint(a, b, sag, (k + 0.75) / (count + 0.5));
      const color = new THREE.Color(...(PAPER[(k + i) % PAPER.length] ?? [1, 1, 1])).multiplyScalar(
        random.range(0.8, 1.15),
      );
      const scale = random.range(0.8, 1.25);
      hangs.push({ at, color, scale, phase: random.range(0, TAU) });
      lighting.lamp(at[0], at[1] - 0.45, at[2], color, 0.85, 6.5, 0.2 * scale);
    }
    // two strings of bulbs cross between one row of lanterns and the next
    for (const side of [-1, 1]) {
      const c: Point = [side * STREET.house, 5.6, z - 0.4];
      const d: Point = [-side * STREET.house, 5.3, z - 3.7];
      wires.push(wire(c, d, 1.1, 0.008, 28));
      for (let k = 1; k < 18; k++) {
        const at = hangingPoint(c, d, 1.1, k / 18);
        bulbPlaces.push([at[0], at[1] - 0.06, at[2]]);
        if (k % 3 === 0) lighting.lamp(at[0], at[1] - 0.1, at[2], 0xffc078, 0.5, 5, 0.06);
      }
    }
  }
  return { lanterns: createLanterns(hangs), bulbs: createBulbs(bulbPlaces), wires };
}

/** A ribbed paper lantern with its cord, hanging from the origin. */
function lanternGeometry(): THREE.BufferGeometry {
  const profile: THREE.Vector2[] = [];
  for (let i = 0; i <= 14; i++) {
    const t = i / 14;
    const rib = i % 2 === 0 ? 1 : 0.955;
    profile.push(new THREE.Vector2((0.09 + 0.15 * Math.sin(t * Math.PI) ** 0.8) * rib, -0.66 + t * 0.44));
  }
  const paper = new THREE.LatheGeometry(profile, 14);
  const position = paper.getAttribute('position');
  const colors = new Float32Array(position.count * 3);
  for (let i = 0; i < position.count; i++) {
    // brightest a little below the middle, where the flame is; darker along the ribs
    const t = (position.getY(i) + 0.66) / 0.44;
    const rib = Math.round(t * 14) % 2 === 0 ? 1 : 0.72;
    colors.fill((0.45 + 0.75 * Math.exp(-((t - 0.42) ** 2) * 9)) * rib, i * 3, i * 3 + 3);
  }
  paper.setAttribute('color', new THREE.BufferAttribute(colors, 3));
  const cap = new THREE.CylinderGeometry(0.1, 0.1, 0.05, 14);
  const dark = new THREE.Color(0.02, 0.012, 0.008);
  return mergeParts([
    { geometry: paper },
    { geometry: cap, position: [0, -0.21, 0], color: dark },
    { geometry: cap, position: [0, -0.67, 0], color: dark },
    rod([0, 0, 0], [0, -0.2, 0], 0.008, 4, dark),
    rod([0, -0.68, 0], [0, -0.86, 0], 0.012, 5, new THREE.Color(0.35, 0.06, 0.03)),
  ]);
}

function createLanterns(
  hangs: readonly { at: Point; color: THREE.Color; scale: number; phase: number }[],
): Animated {
  const mesh = new THREE.InstancedMesh(
    lanternGeometry(),
    new THREE.MeshBasicMaterial({ vertexColors: true }),
    hangs.length,
  );
  mesh.name = 'lanterns';
  mesh.frustumCulled = false;
  for (const [i, { color }] of hangs.entries()) mesh.setColorAt(i, color);
  const matrix = new THREE.Matrix4();
  const place = new THREE.Vector3();
  const turn = new THREE.Quaternion();
  const euler = new THREE.Euler();
  const scale = new THREE.Vector3();
  return {
    object: mesh,
    animate(seconds) {
      for (const [i, hang] of hangs.entries()) {
        const gust = 0.7 + 0.3 * Math.sin(seconds * 0.45 + hang.at[2] * 0.2);
        euler.set(
          0.13 * gust * Math.sin(seconds * 1.8 + hang.phase),
          seconds * 0.25 + hang.phase,
          0.16 * gust * Math.sin(seconds * 1.5 + hang.phase * 2),
        );
        matrix.compose(place.set(...hang.at), turn.setFromEuler(euler), scale.setScalar(hang.scale));
        mesh.setMatrixAt(i, matrix);
      }
      mesh.instanceMatrix.needsUpdate = true;
    },
  };
}

function createBulbs(places: readonly Point[]): THREE.InstancedMesh {
  const material = new THREE.MeshBasicMaterial();
  material.color.setRGB(12, 6.6, 2.4);
  const mesh = new THREE.InstancedMesh(new THREE.SphereGeometry(0.04, 7, 5), material, places.length);
  mesh.name = 'bulbs';
  const matrix = new THREE.Matrix4();
  for (const [i, place] of places.entries()) mesh.setMatrixAt(i, matrix.makeTranslation(...place));
  return mesh;
}
