import * as THREE from 'three/webgpu';
import { mergeParts, type Part, rod } from '../kit/geometry.ts';

/** A lantern on a stick beside a walker, with a real light in it. */
export function createCarriedLantern(): {
  object: THREE.Object3D;
  follow(bearer: THREE.Object3D, seconds: number): void;
} {
  const group = new THREE.Group();
  const parts: Part[] = [
    {
      geometry: new THREE.SphereGeometry(0.13, 18, 12),
      scale: [1, 1.25, 1],
      position: [0, -0.34, 0],
      color: new THREE.Color(9, 4.6, 1.5),
    },
    rod([0, 0, 0], [0, -0.2, 0], 0.006, 4, 0x111111),
    rod([0, 0, 0], [-0.45, -0.12, 0.02], 0.012, 5, 0x2a1a10),
  ];
  const light = new THREE.PointLight(0xffa858, 9, 8, 2);
  light.position.y = -0.34;
  group.add(new THREE.Mesh(mergeParts(parts), new THREE.MeshBasicMaterial({ vertexColors: true })), light);
  return {
    object: group,
    follow(bearer, seconds) {
      const heading = bearer.rotation.y;
      group.position.set(
        bearer.position.x + Math.cos(heading) * 0.62,
        1.5,
        bearer.position.z - Math.sin(heading) * 0.62,
      );
      group.rotation.set(0.1 * Math.sin(seconds * 4), heading, 0.08 * Math.sin(seconds * 3.1));
    },
  };
}
