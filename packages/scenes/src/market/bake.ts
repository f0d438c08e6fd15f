import * as THREE from 'three/webgpu';
import { smoothstep } from '../kit/math.ts';
import type { Lamp, Slices } from './slices.ts';

const ray = new THREE.Ray();
const hit = new THREE.Vector3();
const to = new THREE.Vector3();

/** Adds the attribute `glow`, the light arriving at each vertex. */
export function bakeGlow(
  geometry: THREE.BufferGeometry,
  slices: Slices,
  { translucent = false, shadows = false }: { translucent?: boolean; shadows?: boolean } = {},
): THREE.BufferGeometry {
  const position = geometry.getAttribute('position');
  const normal = geometry.getAttribute('normal');
  const glow = new Float32Array(position.count * 3);
  const at = new THREE.Vector3();
  const facing = new THREE.Vector3();
  for (let i = 0; i < position.count; i++) {
    at.fromBufferAttribute(position, i);
    facing.fromBufferAttribute(normal, i);
    let [r, g, b] = [0, 0, 0];
    const near = slices.at(at.z);
    for (const lamp of near.lamps) {
      to.copy(lamp.at).sub(at);
      const distance = to.length();
      if (distance > lamp.reach) continue;
      const cosine = to.dot(facing) / Math.max(distance, 1e-3);
      const turned = translucent && cosine < 0 ? -0.7 * cosine : (cosine + 0.2) / 1.2;
      if (turned <= 0) continue;
      if (shadows && blocked(at, lamp, distance, near.boxes)) continue;
      const light =
        (turned * smoothstep(lamp.reach, lamp.reach * 0.3, distance)) / (distance * distance + 0.25);
      r += lamp.color.r * light;
      g += lamp.color.g * light;
      b += lamp.color.b * light;
    }
    glow.set([r, g, b], i * 3);
  }
  geometry.setAttribute('glow', new THREE.BufferAttribute(glow, 3));
  return geometry;
}

/** Light arriving at a point from all sides, and the direction most of it comes from. */
export function probeLight(
  at: THREE.Vector3,
  slices: Slices,
  ambient: THREE.Color,
  direction: THREE.Vector3,
): void {
  ambient.setRGB(0, 0, 0);
  direction.set(0, 0.15, 0);
  for (const lamp of slices.at(at.z).lamps) {
    to.copy(lamp.at).sub(at);
    const distance = to.length();
    if (distance > lamp.reach) continue;
    const light = smoothstep(lamp.reach, lamp.reach * 0.3, distance) / (distance * distance + 0.6);
    ambient.r += lamp.color.r * light;
    ambient.g += lamp.color.g * light;
    ambient.b += lamp.color.b * light;
    direction.addScaledVector(to, (light * (lamp.color.r + lamp.color.g + lamp.color.b)) / distance);
  }
  direction.normalize();
}

/** Whether a box stands between a point and a lamp. */
function blocked(from: THREE.Vector3, lamp: Lamp, distance: number, near: readonly THREE.Box3[]): boolean {
  ray.origin.copy(from);
  ray.direction.copy(lamp.at).sub(from).divideScalar(distance);
  for (const box of near) {
    if (box.containsPoint(from)) continue;
    const found = ray.intersectBox(box, hit);
    if (found !== null && found.distanceTo(from) < distance - 0.05) return true;
  }
  return false;
}
