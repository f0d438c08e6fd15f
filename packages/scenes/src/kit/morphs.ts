import * as THREE from 'three/webgpu';
import { TAU } from './math.ts';
import type { Animated } from './particles.ts';

/** A big balloon whose lobes swell in and out through morph targets. */
export function createBalloon(lobes: number, color: THREE.ColorRepresentation): Animated {
  const geometry = new THREE.SphereGeometry(0.8, 40, 24);
  const position = geometry.getAttribute('position');
  const targets = [lobes, 3].map((waves, k) => {
    const moved = new Float32Array(position.count * 3);
    const point = new THREE.Vector3();
    for (let i = 0; i < position.count; i++) {
      point.fromBufferAttribute(position, i);
      const around = Math.atan2(point.z, point.x);
      const bulge = k === 0 ? 1 + 0.32 * Math.cos(around * waves) : 1 + 0.35 * Math.sin(point.y * waves);
      point.set(point.x * bulge, point.y * (k === 0 ? 0.9 : 1.25), point.z * bulge).toArray(moved, i * 3);
    }
    return new THREE.BufferAttribute(moved, 3);
  });
  geometry.morphAttributes.position = targets;
  const colors = new Float32Array(position.count * 3);
  const base = new THREE.Color(color);
  for (let i = 0; i < position.count; i++) {
    const stripe =
      Math.sin((Math.atan2(position.getZ(i), position.getX(i)) / TAU) * 16 * Math.PI) > 0 ? 1 : 0;
    const tint = stripe === 1 ? base : new THREE.Color(0xf6f0e2);
    tint.toArray(colors, i * 3);
  }
  geometry.setAttribute('color', new THREE.BufferAttribute(colors, 3));
  const mesh = new THREE.Mesh(geometry, new THREE.MeshLambertMaterial({ vertexColors: true }));
  mesh.name = 'balloon';
  return {
    object: mesh,
    animate(seconds) {
      mesh.morphTargetInfluences = [
        0.5 + 0.5 * Math.sin(seconds * 3.1),
        0.4 + 0.4 * Math.sin(seconds * 2.3 + 1),
      ];
    },
  };
}
