import * as THREE from 'three/webgpu';
import { mergeParts, type Part, rod } from '../kit/geometry.ts';
import { fbm, smoothstep } from '../kit/math.ts';
import { paint } from '../kit/textures.ts';

/** How far a point is from the middle of the winding path, metres. */
export function pathDistance(x: number, z: number): number {
  return Math.abs(x - Math.sin(z * 0.22) * 1.4);
}

export function addGround(scene: THREE.Scene): void {
  const map = paint({ key: 'moss', width: 256 }, (u, v) => {
    const moss = fbm(u, v, 8, 4, 2);
    const shade = 0.6 + 0.5 * fbm(u, v, 48, 2, 3);
    return [(0.28 + 0.16 * moss) * shade, (0.33 + 0.1 * moss) * shade, 0.16 * shade];
  });
  map.repeat.set(20, 20);
  const plane = new THREE.PlaneGeometry(60, 60, 90, 90).rotateX(-Math.PI / 2);
  const position = plane.getAttribute('position');
  const color = new Float32Array(position.count * 3);
  for (let i = 0; i < position.count; i++) {
    const x = position.getX(i);
    const z = position.getZ(i);
    const away = smoothstep(0.5, 1.4, pathDistance(x, z) + 0.3 * Math.sin(x * 7 + z * 3));
    color.set([1.9 - 0.9 * away, 1.45 - 0.45 * away, 1.6 - 0.6 * away], i * 3);
    position.setY(
      i,
      0.25 * smoothstep(1, 8, pathDistance(x, z)) * (1 + Math.sin(x * 0.6) * Math.cos(z * 0.5)) - 0.02,
    );
  }
  plane.setAttribute('color', new THREE.BufferAttribute(color, 3));
  plane.computeVertexNormals();
  scene.add(new THREE.Mesh(plane, new THREE.MeshLambertMaterial({ map, vertexColors: true })));
}

/** A weathered fence beside the path gives the eye straight lines behind the leaves. */
export function addFencePosts(scene: THREE.Scene): void {
  const parts: Part[] = [];
  for (let i = 0; i < 12; i++) {
    const z = 4 - i * 1.5;
    const x = Math.sin(z * 0.22) * 1.4 - 2;
    const next = Math.sin((z - 1.5) * 0.22) * 1.4 - 2;
    parts.push(rod([x, 0, z], [x, 0.95, z], 0.045, 6, 0x8a7660));
    for (const y of [0.4, 0.8]) parts.push(rod([x, y, z], [next, y, z - 1.5], 0.025, 5, 0x9a876e));
  }
  scene.add(new THREE.Mesh(mergeParts(parts), new THREE.MeshLambertMaterial({ vertexColors: true })));
}
