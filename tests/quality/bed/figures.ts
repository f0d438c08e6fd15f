// Skinned figures that bend and wave before each other, dressed in photographs: motion of bones, edges that uncover.
import * as THREE from 'three/webgpu';
import { createRandom } from '@frameloom/scenes/kit';
import { openLight, openPhotograph } from './assets.ts';
import type { BedScene } from './types.ts';

const bones = 6;
const height = 2.4;

/** Builds the scene. */
export async function buildFigures(): Promise<BedScene> {
  const random = createRandom(19);
  const scene = new THREE.Scene();
  scene.background = scene.environment = await openLight('sunrise');
  const cloths = await Promise.all([
    openPhotograph('workshop'),
    openPhotograph('lab'),
    openPhotograph('hall'),
  ]);
  const ground = await openPhotograph('sky');
  ground.repeat.set(6, 12);
  const floor = new THREE.Mesh(
    new THREE.PlaneGeometry(40, 40).rotateX(-Math.PI / 2),
    new THREE.MeshStandardMaterial({ map: ground, color: 0xa0a878, roughness: 0.95 }),
  );
  const geometry = figureGeometry();
  const figures = Array.from({ length: 16 }, (_, i) => {
    const material = new THREE.MeshStandardMaterial({ map: cloths[i % 3]!, roughness: 0.7 });
    const figure = createFigure(geometry, material);
    figure.position.set(
      (i % 4) * 1.7 - 2.6 + random.range(-0.4, 0.4),
      0,
      Math.floor(i / 4) * -1.7 + random.range(-0.4, 0.4),
    );
    return figure;
  });
  const sun = new THREE.DirectionalLight(0xffe0b8, 2.5);
  sun.position.set(-5, 5, 3);
  scene.add(floor, sun, ...figures);
  return {
    scene,
    subject: { center: new THREE.Vector3(0, 1.2, -2.2), distance: 8.5, height: 0.9 },
    far: 80,
    animate: (seconds) => figures.forEach((figure, i) => bend(figure, i, seconds)),
  };
}

/** A body with two arms, bound to a chain of bones by height. */
function figureGeometry(): THREE.BufferGeometry {
  const geometry = new THREE.LatheGeometry(
    Array.from({ length: 25 }, (_, i) => {
      const t = i / 24;
      const head = Math.exp(-(((t - 0.9) / 0.07) ** 2)) * 0.2;
      return new THREE.Vector2(
        t === 1 ? 0.001 : 0.14 + 0.2 * Math.sin(t * 7) ** 2 * (1 - t) + head,
        t * height,
      );
    }),
    20,
  );
  const { count } = geometry.attributes['position']!;
  const [indices, weights] = [new Uint16Array(count * 4), new Float32Array(count * 4)];
  for (let i = 0; i < count; i++) {
    const at = (geometry.attributes['position']!.getY(i) / height) * (bones - 1);
    const low = Math.min(bones - 2, Math.floor(at));
    indices.set([low, low + 1, 0, 0], i * 4);
    weights.set([1 - (at - low), at - low, 0, 0], i * 4);
  }
  geometry.setAttribute('skinIndex', new THREE.BufferAttribute(indices, 4));
  geometry.setAttribute('skinWeight', new THREE.BufferAttribute(weights, 4));
  return geometry;
}

function createFigure(geometry: THREE.BufferGeometry, material: THREE.Material): THREE.SkinnedMesh {
  const mesh = new THREE.SkinnedMesh(geometry, material);
  const chain = Array.from({ length: bones }, () => new THREE.Bone());
  chain.forEach((bone, i) => {
    if (i === 0) return;
    bone.position.y = height / (bones - 1);
    chain[i - 1]!.add(bone);
  });
  mesh.add(chain[0]!);
  mesh.updateMatrixWorld(true);
  mesh.bind(new THREE.Skeleton(chain));
  mesh.frustumCulled = false;
  return mesh;
}

function bend(figure: THREE.SkinnedMesh, index: number, seconds: number): void {
  figure.rotation.y = index + seconds * (index % 3);
  figure.skeleton.bones.forEach((bone, i) => {
    bone.rotation.x = 0.28 * Math.sin(seconds * (4 + (index % 5)) + i * 0.7 + index);
    bone.rotation.z = 0.22 * Math.cos(seconds * (3 + (index % 4)) + i * 0.5 + index * 2);
  });
}
