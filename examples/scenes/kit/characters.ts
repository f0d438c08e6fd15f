import * as THREE from 'three/webgpu';
import { TAU, clamp01 } from './math.ts';

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

/** A procedural skinned person, 1.75 m tall, standing at the origin and facing +z. */
export interface Character {
  readonly mesh: THREE.SkinnedMesh;
  /**
   * Sets every bone from a walk phase (one step pair per 1.0). `stride` 0 stands, 1 walks, 1.6 runs;
   * `dance` 0…1 raises the arms and sways.
   */
  pose(phase: number, stride: number, dance?: number): void;
}

const BONES: readonly (readonly [name: string, parent: number, x: number, y: number, z: number])[] = [
  ['hips', -1, 0, 0.95, 0],
  ['spine', 0, 0, 1.18, 0],
  ['head', 1, 0, 1.5, 0],
  ['armL', 1, 0.19, 1.4, 0],
  ['forearmL', 3, 0.25, 1.12, 0],
  ['armR', 1, -0.19, 1.4, 0],
  ['forearmR', 5, -0.25, 1.12, 0],
  ['legL', 0, 0.095, 0.9, 0],
  ['shinL', 7, 0.1, 0.48, 0],
  ['legR', 0, -0.095, 0.9, 0],
  ['shinR', 9, -0.1, 0.48, 0],
];

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
    const rising = (tube[1]?.at[1] ?? 0) > (tube[0]?.at[1] ?? 0);
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
  const flare = 0.17 + 0.1 * look.robe;
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
    ring(hem, flare, flare * 0.85, 0, look.trim),
    ring(hem + 0.05, flare, flare * 0.85, 0, look.trim),
    ring(hem + 0.06, flare * 0.99, flare * 0.84, 0),
    ring(0.95, 0.165, 0.125, 0.1),
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

/** Makes a character from a geometry of `characterGeometry`; the material should use vertex colours. */
export function createCharacter(geometry: THREE.BufferGeometry, material: THREE.Material): Character {
  const bones = BONES.map(([name]) => Object.assign(new THREE.Bone(), { name }));
  const bone = (i: number): THREE.Bone => bones[i] ?? raise(i);
  for (const [i, [, parent, x, y, z]] of BONES.entries()) {
    bone(i).position.set(x, y, z);
    const above = BONES[parent];
    if (above === undefined) continue;
    bone(i).position.sub(new THREE.Vector3(above[2], above[3], above[4]));
    bone(parent).add(bone(i));
  }
  const mesh = new THREE.SkinnedMesh(geometry, material);
  mesh.add(bone(0));
  mesh.bind(new THREE.Skeleton(bones));
  // a posed character leaves its bind-pose bounds
  mesh.boundingSphere = new THREE.Sphere(new THREE.Vector3(0, 0.95, 0), 1.6);
  const set = (i: number, x: number, y = 0, z = 0): void => void bone(i).rotation.set(x, y, z);
  return {
    mesh,
    pose(phase, stride, dance = 0) {
      const a = phase * TAU;
      const swing = Math.sin(a);
      bone(0).position.y =
        0.95 - 0.03 * stride + 0.035 * stride * Math.cos(a * 2) + 0.06 * dance * Math.abs(Math.sin(a));
      set(0, 0.05 * stride, 0.12 * stride * swing, 0.12 * dance * Math.sin(a));
      set(1, 0.04 * stride, -0.25 * stride * swing + 0.3 * dance * Math.sin(a), -0.18 * dance * Math.sin(a));
      set(2, -0.05 * stride, 0.12 * stride * swing, 0.1 * dance * Math.sin(a * 2));
      for (const side of [1, -1]) {
        const [armBone, legBone] = side > 0 ? [3, 7] : [5, 9];
        const forward = swing * side;
        set(
          armBone,
          forward * 0.55 * stride - dance * 0.4,
          0,
          side * (0.1 + dance * (1.7 + 0.6 * Math.sin(a + side))),
        );
        set(
          armBone + 1,
          -0.25 * stride - 0.35 * clamp01(-forward) * stride - dance * 0.3,
          0,
          side * dance * 0.6 * Math.sin(a * 2 + side),
        );
        set(legBone, -forward * 0.55 * stride, 0, 0);
        set(
          legBone + 1,
          (0.12 + 0.85 * clamp01(Math.sin(a + (side > 0 ? 1.1 : 1.1 + Math.PI)))) * Math.min(1, stride),
          0,
          0,
        );
      }
    },
  };
}

function raise(i: number): never {
  throw new RangeError(`createCharacter: there is no bone ${i}.`);
}

/** A closed path on the ground in the shape of a running track; no walker on it ever jumps. */
export type Track = { x: number; z: number; straight: number; radius: number; turn: number };

/** Place and heading on a track after `distance` metres (any number). */
export function trackPoint(track: Track, distance: number): { x: number; z: number; heading: number } {
  const { straight, radius } = track;
  const length = 2 * straight + TAU * radius;
  let d = distance - Math.floor(distance / length) * length;
  let x: number;
  let z: number;
  let heading: number;
  if (d < straight) [x, z, heading] = [radius, d - straight / 2, 0];
  else if ((d -= straight) < Math.PI * radius) {
    const a = d / radius;
    [x, z, heading] = [Math.cos(a) * radius, straight / 2 + Math.sin(a) * radius, -a];
  } else if ((d -= Math.PI * radius) < straight) [x, z, heading] = [-radius, straight / 2 - d, -Math.PI];
  else {
    const a = Math.PI + (d - straight) / radius;
    [x, z, heading] = [Math.cos(a) * radius, -straight / 2 + Math.sin(a) * radius, -a];
  }
  const c = Math.cos(track.turn);
  const s = Math.sin(track.turn);
  return { x: track.x + x * c + z * s, z: track.z - x * s + z * c, heading: heading + track.turn };
}
