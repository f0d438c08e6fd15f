import * as THREE from 'three/webgpu';
import { mergeParts, type Part, rod } from './geometry.ts';
import { TAU } from './math.ts';
import { hangingPoint, wire } from './wires.ts';

/** The wheel turns as one group; its cabins hang upright. Returns its animation. */
export function addFerrisWheel(scene: THREE.Scene, iron: THREE.Material): (seconds: number) => void {
  const radius = 7;
  const count = 16;
  const parts: Part[] = [];
  for (const z of [-0.5, 0.5]) {
    for (const r of [radius, radius - 0.45])
      parts.push({ geometry: new THREE.TorusGeometry(r, 0.03, 4, 72), position: [0, 0, z], color: 0xe9e4da });
    for (let i = 0; i < count * 2; i++) {
      const a = (i / (count * 2)) * TAU;
      const skew = a + (i % 2 === 0 ? 0.25 : -0.25);
      parts.push(
        rod(
          [Math.cos(skew) * 0.35, Math.sin(skew) * 0.35, z * 1.3],
          [Math.cos(a) * radius, Math.sin(a) * radius, z],
          0.011,
          3,
          0xd8d2c8,
        ),
      );
      const b = ((i + 1) / (count * 2)) * TAU;
      parts.push(
        rod(
          [Math.cos(a) * radius, Math.sin(a) * radius, z],
          [Math.cos(b) * (radius - 0.45), Math.sin(b) * (radius - 0.45), z],
          0.012,
          3,
          0xe9e4da,
        ),
      );
    }
  }
  for (let i = 0; i < count; i++) {
    const a = (i / count) * TAU;
    parts.push(
      rod(
        [Math.cos(a) * radius, Math.sin(a) * radius, -0.5],
        [Math.cos(a) * radius, Math.sin(a) * radius, 0.5],
        0.02,
        4,
        0xe9e4da,
      ),
    );
  }
  const wheel = new THREE.Mesh(mergeParts(parts), iron);
  wheel.position.set(-1, 8.2, -20);
  scene.add(wheel);
  const legs = [-1, 1].flatMap((z) => [
    rod([-5.5, 0, -20 + z * 1.4], [-1, 8.2, -20 + z * 0.8], 0.09, 6, 0x5a6470),
    rod([3.5, 0, -20 + z * 1.4], [-1, 8.2, -20 + z * 0.8], 0.09, 6, 0x5a6470),
  ]);
  scene.add(new THREE.Mesh(mergeParts(legs), iron));
  const cabin = mergeParts([
    { geometry: new THREE.SphereGeometry(0.42, 14, 10), scale: [1, 0.85, 1], position: [0, -0.75, 0] },
    { geometry: new THREE.ConeGeometry(0.5, 0.3, 14), position: [0, -0.22, 0], color: 0xf4eee0 },
    rod([0, 0, 0], [0, -0.4, 0], 0.02, 4, 0x666666),
  ]);
  const cabins = new THREE.InstancedMesh(
    cabin,
    new THREE.MeshStandardMaterial({ vertexColors: true, roughness: 0.5 }),
    count,
  );
  for (let i = 0; i < count; i++)
    cabins.setColorAt(i, new THREE.Color([0xd8443c, 0xe8a530, 0x3f8fb8, 0x5fa060][i % 4]));
  cabins.frustumCulled = false;
  scene.add(cabins);
  const matrix = new THREE.Matrix4();
  return (seconds) => {
    wheel.rotation.z = seconds * 0.35;
    for (let i = 0; i < count; i++) {
      const a = (i / count) * TAU + seconds * 0.35;
      matrix.makeRotationZ(0.12 * Math.sin(seconds * 1.8 + i));
      matrix.setPosition(-1 + Math.cos(a) * radius, 8.2 + Math.sin(a) * radius, -20);
      cabins.setMatrixAt(i, matrix);
    }
    cabins.instanceMatrix.needsUpdate = true;
  };
}

/** A radar dish of rods, facing +z. */
export function radarParts(): Part[] {
  const parts: Part[] = [];
  for (let k = -6; k <= 6; k++) {
    const bow = (x: number): number => 0.12 + x * x * 0.16;
    parts.push(rod([k * 0.18, -0.4, bow(k * 0.18)], [k * 0.18, 0.4, bow(k * 0.18)], 0.009, 4, 0xf2efe8));
    if (k < 6)
      for (const y of [-0.4, -0.2, 0, 0.2, 0.4])
        parts.push(
          rod([k * 0.18, y, bow(k * 0.18)], [k * 0.18 + 0.18, y, bow(k * 0.18 + 0.18)], 0.009, 4, 0xf2efe8),
        );
  }
  parts.push(rod([0, -0.5, 0], [0, 0, 0.12], 0.03), rod([0, 0, 0.12], [0, 0, 0.9], 0.012));
  return parts;
}

/** Two cabins on a cable that pass each other in front of the wheel, there and back. */
export function addCableCars(scene: THREE.Scene): (seconds: number) => void {
  const a = [-22, 8, -12] as const;
  const b = [22, 5, -9] as const;
  const line = new THREE.MeshLambertMaterial({ vertexColors: true });
  scene.add(new THREE.Mesh(mergeParts([wire(a, b, 1.4, 0.018, 32)]), line));
  const car = mergeParts([
    rod([0, 0, 0], [0, -0.7, 0], 0.015, 4, 0x222222),
    { geometry: new THREE.BoxGeometry(1, 0.7, 0.7), position: [0, -1.05, 0], color: 0xd8443c },
    { geometry: new THREE.BoxGeometry(0.85, 0.3, 0.72), position: [0, -0.95, 0], color: 0x28323c },
  ]);
  const cars = [0, 1].map(() => new THREE.Mesh(car, line));
  scene.add(...cars);
  return (seconds) => {
    for (const [i, mesh] of cars.entries()) {
      const t = 0.5 + 0.5 * Math.sin(seconds * 0.2 + i * Math.PI - 0.5);
      mesh.position.set(...hangingPoint(a, b, 1.4, t));
      mesh.rotation.z = 0.06 * Math.sin(seconds * 2 + i);
    }
  };
}
