import { numberOf, type ColorName } from './palette.ts';

/** A flat convex face: corners x, y (up), z one after the other, its normal, and its colour's number. */
export type Face = {
  corners: readonly number[];
  normal: readonly [number, number, number];
  color: number;
  twoSided: boolean;
};

/** A thing that stands on the ground, with a ball around it, by which it is left out where it cannot be seen. */
export type Solid = { x: number; z: number; radius: number; faces: readonly Face[] };

/** Colours of faces that look north or south, and of those that look east or west. */
export type Tones = readonly [ColorName, ColorName];

/** A face from its corners; the normal points to where they go round clockwise in a picture. */
export function face(color: ColorName, corners: readonly number[], twoSided = false): Face {
  const at = (i: number): [number, number, number] => [
    corners[3 * i]!,
    corners[3 * i + 1]!,
    corners[3 * i + 2]!,
  ];
  const [a, b, c] = [at(0), at(1), at(2)];
  const [ux, uy, uz] = [b[0] - a[0], b[1] - a[1], b[2] - a[2]];
  const [vx, vy, vz] = [c[0] - a[0], c[1] - a[1], c[2] - a[2]];
  const normal: [number, number, number] = [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx];
  return { corners, normal, color: numberOf(color), twoSided };
}

/** The four sides of a box, without top and bottom: south, north, east, west. */
export function sides(
  tones: Tones,
  x: number,
  z: number,
  width: number,
  depth: number,
  from: number,
  to: number,
): Face[] {
  const [w, e, n, s] = [x - width / 2, x + width / 2, z - depth / 2, z + depth / 2];
  return [
    face(tones[0], [w, from, s, e, from, s, e, to, s, w, to, s]),
    face(tones[0], [e, from, n, w, from, n, w, to, n, e, to, n]),
    face(tones[1], [e, from, s, e, from, n, e, to, n, e, to, s]),
    face(tones[1], [w, from, n, w, from, s, w, to, s, w, to, n]),
  ];
}

/** A roof with its ridge along x. */
export function gable(
  color: ColorName,
  tone: ColorName,
  x: number,
  z: number,
  width: number,
  depth: number,
  eaves: number,
  ridge: number,
): Face[] {
  const [w, e, n, s] = [x - width / 2, x + width / 2, z - depth / 2, z + depth / 2];
  return [
    face(color, [w, eaves, s, e, eaves, s, e, ridge, z, w, ridge, z]),
    face(color, [e, eaves, n, w, eaves, n, w, ridge, z, e, ridge, z]),
    face(tone, [e, eaves, s, e, eaves, n, e, ridge, z]),
    face(tone, [w, eaves, n, w, eaves, s, w, ridge, z]),
  ];
}

/** A pyramid of `count` sides whose colours take turns. */
export function cone(
  tones: Tones,
  x: number,
  z: number,
  radius: number,
  from: number,
  to: number,
  count = 5,
): Face[] {
  const corner = (i: number): [number, number, number] => {
    const angle = (2 * Math.PI * i) / count;
    return [x + radius * Math.cos(angle), from, z + radius * Math.sin(angle)];
  };
  return Array.from({ length: count }, (_, i) =>
    face(tones[i % 2]!, [...corner(i + 1), ...corner(i), x, to, z]),
  );
}

/** Windows on the four sides of a box, in rows. */
export function windows(x: number, z: number, width: number, depth: number, floors: number): Face[] {
  const list: Face[] = [];
  const gap = 0.06;
  for (let floor = 0; floor < floors; floor++) {
    const [from, to] = [1.2 + 2.8 * floor, 2.4 + 2.8 * floor];
    for (const [side, length] of [
      [0, width],
      [1, width],
      [2, depth],
      [3, depth],
    ] as const) {
      const count = Math.max(1, Math.floor(length / 3));
      for (let i = 0; i < count; i++) {
        const centre = ((i + 0.5) / count - 0.5) * length;
        const [cx, cz] = side < 2 ? [x + centre, z] : [x, z + centre];
        const [w, d] = side < 2 ? [1.2, depth + gap] : [width + gap, 1.2];
        list.push(sides(['window', 'window'], cx, cz, w, d, from, to)[side]!);
      }
    }
  }
  return list;
}
