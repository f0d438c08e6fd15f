import * as THREE from 'three/webgpu';
import { smoothstep } from './math.ts';
import type { Animated } from './particles.ts';
import { hash } from './prng.ts';

export type ConfettiOptions = {
  count: number;
  min: readonly [number, number, number];
  max: readonly [number, number, number];
  size: number;
  seed: number;
};

const COLORS = [0xff4d4d, 0xffc93c, 0x3fa7ff, 0x6fe08a, 0xff8ad8, 0xffffff];

/** Tumbling paper falling in a box, over and over; a piece is scaled to nothing around its restart. */
export function createConfetti(options: ConfettiOptions): Animated {
  const { count, min, max, size, seed } = options;
  const material = new THREE.MeshLambertMaterial({ side: THREE.DoubleSide });
  const mesh = new THREE.InstancedMesh(new THREE.PlaneGeometry(1, 1.4), material, count);
  mesh.frustumCulled = false;
  mesh.name = 'confetti';
  for (let i = 0; i < count; i++) mesh.setColorAt(i, new THREE.Color(COLORS[i % COLORS.length]));
  const matrix = new THREE.Matrix4();
  const turn = new THREE.Quaternion();
  const euler = new THREE.Euler();
  const place = new THREE.Vector3();
  const scale = new THREE.Vector3();
  const height = max[1] - min[1];
  return {
    object: mesh,
    animate(seconds) {
      for (let i = 0; i < count; i++) {
        const life = height / (0.8 + 0.5 * hash(i, 1, seed));
        const lives = seconds / life + hash(i, 2, seed);
        const round = Math.floor(lives);
        const age = (lives - round) * life;
        place.set(
          min[0] + (max[0] - min[0]) * hash(i, round, seed + 3) + 0.35 * Math.sin(age * 2.2 + i),
          max[1] - (age / life) * height,
          min[2] + (max[2] - min[2]) * hash(i, round, seed + 4) + 0.3 * Math.cos(age * 1.8 + i),
        );
        euler.set(age * (2 + 4 * hash(i, 5)), age * (1 + 3 * hash(i, 6)), i);
        const alive = smoothstep(0.05, 0.2, age) * smoothstep(life - 0.05, life - 0.2, age);
        matrix.compose(place, turn.setFromEuler(euler), scale.setScalar(size * alive));
        mesh.setMatrixAt(i, matrix);
      }
      mesh.instanceMatrix.needsUpdate = true;
    },
  };
}
