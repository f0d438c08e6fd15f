import * as THREE from 'three/webgpu';
import type { Part } from './geometry.ts';

export type Point = readonly [number, number, number];

/** Height of a hanging wire: a parabola that sags by `sag` metres in the middle. t runs 0…1 from a to b. */
export function hangingPoint(a: Point, b: Point, sag: number, t: number): [number, number, number] {
  return [
    a[0] + (b[0] - a[0]) * t,
    a[1] + (b[1] - a[1]) * t - 4 * sag * t * (1 - t),
    a[2] + (b[2] - a[2]) * t,
  ];
}

/** A wire as a thin tube, to be merged with others. */
export function wire(
  a: Point,
  b: Point,
  sag: number,
  radius: number,
  segments = 16,
  color: THREE.ColorRepresentation = 0x202428,
): Part {
  const points: THREE.Vector3[] = [];
  for (let i = 0; i <= segments; i++)
    points.push(new THREE.Vector3(...hangingPoint(a, b, sag, i / segments)));
  const curve = new THREE.CatmullRomCurve3(points);
  return { geometry: new THREE.TubeGeometry(curve, segments, radius, 4), color };
}
