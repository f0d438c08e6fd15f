import * as THREE from 'three/webgpu';
import { TAU } from './math.ts';

/** Colours and cut of a character's clothes. */
export type CharacterLook = {
  skin: THREE.ColorRepresentation;
  hair: THREE.ColorRepresentation;
  coat: THREE.ColorRepresentation;
  trim: THREE.ColorRepresentation;
  legs: THREE.ColorRepresentation;
  /** How far the coat flares at its hem: 0 jacket, 1 robe. */
  robe: number;
  hat: 'none' | 'cone' | 'cap' | 'bun';
};

/** One ring of a tube: centre, radii across and along, the two bones it hangs on, colour. */
type Ring = {
  at: readonly [number, number, number];
  rx: number;
  rz: number;
  bones: readonly [number, number];
  /** Weight of the second bone. */
  blend: number;
  color: THREE.ColorRepresentation;
};

const SIDES = 12;

/** Geometry of one look; share it between characters that look alike. */
export function characterGeometry(look: CharacterLook): THREE.BufferGeometry {
  const tubes: Ring[][] = [
    torso(look),
    head(look),
    bead([0.036, 1.652, 0.094], 0.013, 0x120c0a),
    bead([-0.036, 1.652, 0.094], 0.013, 0x120c0a),
    bead([0, 1.622, 0.112], 0.017, look.skin),
  ];
  for (const side of [1, -1]) tubes.push(arm(look, side), leg(look, side));
  if (look.hat !== 'none') tubes.push(hat(look));
  const position: number[] = [];
  const color: number[] = [];
  const skinIndex: number[] = [];
  const skinWeight: number[] = [];
  const index: number[] = [];
  const tint = new THREE.Color();
  for (const tube of tubes) {
    const base = position.length / 3;
    for (const ring of tube) {
      tint.set(ring.color);
      for (let s = 0; s < SIDES; s++) {
        const angle = (s / SIDES) * TAU;
        position.push(
          ring.at[0] + Math.cos(angle) * ring.rx,
          ring.at[1],
          ring.at[2] + Math.sin(angle) * ring.rz,
        );
        color.push(tint.r, tint.g, tint.b);
        skinIndex.push(ring.bones[0], ring.bones[1], 0, 0);
        skinWeight.push(1 - ring.blend, ring.blend, 0, 0);
      }
    }
    // rings run upwards or downwards; the winding follows
    const rising = (tube.at(-1)?.at[1] ?? 0) > (tube[0]?.at[1] ?? 0);
    for (let r = 0; r + 1 < tube.length; r++) {
      for (let s = 0; s < SIDES; s++) {
        const a = base + r * SIDES + s;
        const b = base + r * SIDES + ((s + 1) % SIDES);
        const [c, d] = [a + SIDES, b + SIDES];
        if (rising) index.push(a, c, b, b, c, d);
        else index.push(a, b, c, b, d, c);
      }
    }
  }
  const geometry = new THREE.BufferGeometry();
  geometry.setAttribute('position', new THREE.Float32BufferAttribute(position, 3));
  geometry.setAttribute('color', new THREE.Float32BufferAttribute(color, 3));
  geometry.setAttribute('skinIndex', new THREE.Uint16BufferAttribute(skinIndex, 4));
  geometry.setAttribute('skinWeight', new THREE.Float32BufferAttribute(skinWeight, 4));
  geometry.setIndex(index);
  geometry.computeVertexNormals();
  return geometry;
}

function torso(look: CharacterLook): Ring[] {
  const hem = 0.78 - 0.42 * look.robe;
  const flare = 0.205 + 0.1 * look.robe;
  const deep = flare * (0.8 + 0.25 * look.robe);
  const ring = (y: number, rx: number, rz: number, blend: number, color = look.coat): Ring => ({
    at: [0, y, 0],
    rx,
    rz,
    bones: [0, 1],
    blend,
    color,
  });
  return [
    ring(hem, 0.02, 0.02, 0, look.trim),
    ring(hem, flare, deep, 0, look.trim),
    ring(hem + 0.05, flare, deep, 0, look.trim),
    ring(hem + 0.06, flare * 0.99, deep * 0.99, 0),
    ring(0.95, 0.19, 0.15, 0.1),
    ring(1.04, 0.145, 0.11, 0.4, look.trim),
    ring(1.08, 0.145, 0.11, 0.5, look.trim),
    ring(1.1, 0.15, 0.112, 0.55),
    ring(1.25, 0.19, 0.125, 1),
    ring(1.38, 0.2, 0.115, 1),
    ring(1.44, 0.13, 0.09, 1),
    ring(1.47, 0.06, 0.06, 1, look.skin),
    ring(1.54, 0.05, 0.055, 1, look.skin),
  ];
}

function head(look: CharacterLook): Ring[] {
  const rings: Ring[] = [];
  for (let i = 0; i <= 10; i++) {
    const a = (i / 10) * Math.PI;
    const y = 1.64 - Math.cos(a) * 0.125;
    const hair = y > 1.68;
    rings.push({
      at: [0, y, hair ? -0.012 : 0.012],
      rx: Math.sin(a) * (hair ? 0.1 : 0.088) + 0.001,
      rz: Math.sin(a) * (hair ? 0.115 : 0.1) + 0.001,
      bones: [2, 2],
      blend: 0,
      color: hair ? look.hair : look.skin,
    });
  }
  return rings;
}

/** A small ball on the head: an eye, a nose. */
function bead(
  at: readonly [number, number, number],
  radius: number,
  color: THREE.ColorRepresentation,
): Ring[] {
  return [-1, -0.5, 0.5, 1].map((t) => {
    const r = Math.sqrt(1 - t * t) * radius + 0.0005;
    return { at: [at[0], at[1] + t * radius, at[2]], rx: r, rz: r, bones: [2, 2], blend: 0, color };
  });
}

function hat(look: CharacterLook): Ring[] {
  const ring = (y: number, r: number, color: THREE.ColorRepresentation = look.trim): Ring => ({
    at: [0, y, 0],
    rx: r,
    rz: r,
    bones: [2, 2],
    blend: 0,
    color,
  });
  if (look.hat === 'cone')
    return [ring(1.71, 0.02), ring(1.68, 0.29), ring(1.7, 0.29), ring(1.77, 0.15), ring(1.87, 0.01)];
  if (look.hat === 'cap')
    return [
      ring(1.7, 0.15),
      ring(1.72, 0.15),
      ring(1.74, 0.115, look.coat),
      ring(1.8, 0.09, look.coat),
      ring(1.82, 0.01, look.coat),
    ];
  return [
    ring(1.74, 0.03, look.hair),
    ring(1.79, 0.055, look.hair),
    ring(1.84, 0.05, look.hair),
    ring(1.87, 0.01, look.hair),
  ];
}

function arm(look: CharacterLook, side: number): Ring[] {
  const upper = side > 0 ? 3 : 5;
  const ring = (
    x: number,
    y: number,
    r: number,
    blend: number,
    color = look.coat,
    bones: [number, number] = [upper, upper + 1],
  ): Ring => ({
    at: [x * side, y, 0],
    rx: r,
    rz: r,
    bones,
    blend,
    color,
  });
  return [
    ring(0.12, 1.43, 0.01, 0, look.coat, [upper, 1]),
    ring(0.17, 1.42, 0.06, 0.35, look.coat, [upper, 1]),
    ring(0.205, 1.36, 0.062, 0),
    ring(0.235, 1.2, 0.052, 0.15),
    ring(0.25, 1.12, 0.05, 0.5),
    ring(0.258, 1.05, 0.05, 0.9),
    ring(0.27, 0.9, 0.058, 1, look.trim),
    ring(0.27, 0.88, 0.03, 1, look.skin),
    ring(0.272, 0.82, 0.036, 1, look.skin),
    ring(0.272, 0.75, 0.03, 1, look.skin),
    ring(0.272, 0.72, 0.005, 1, look.skin),
  ];
}

function leg(look: CharacterLook, side: number): Ring[] {
  const thigh = side > 0 ? 7 : 9;
  const ring = (y: number, r: number, blend: number, color = look.legs, z = 0, long = 1): Ring => ({
    at: [0.1 * side, y, z],
    rx: r,
    rz: r * long,
    bones: [thigh, thigh + 1],
    blend,
    color,
  });
  return [
    ring(0.93, 0.09, 0),
    ring(0.75, 0.086, 0),
    ring(0.56, 0.07, 0.15),
    ring(0.48, 0.066, 0.5),
    ring(0.4, 0.064, 0.9),
    ring(0.25, 0.06, 1),
    ring(0.12, 0.046, 1),
    ring(0.11, 0.05, 1, 0x17130f),
    ring(0.06, 0.058, 1, 0x17130f, 0.04, 1.9),
    ring(0.01, 0.058, 1, 0x17130f, 0.05, 2),
    ring(0, 0.005, 1, 0x17130f, 0.05, 2),
  ];
}
