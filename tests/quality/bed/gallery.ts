// A hall hung with photographs, columns before them and mobiles of pictures that turn: texture detail and what it is uncovered by.
import * as THREE from 'three/webgpu';
import { createRandom } from '@frameloom/scenes/kit';
import { openPhotograph, type LightName } from './assets.ts';
import type { BedScene } from './types.ts';

const names: readonly LightName[] = ['hall', 'lab', 'sunrise', 'workshop', 'sky'];

/** Builds the scene. */
export async function buildGallery(): Promise<BedScene> {
  const random = createRandom(71);
  const scene = new THREE.Scene();
  const photographs = await Promise.all(names.map((name) => openPhotograph(name)));
  const [parquet, plaster] = [photographs[0]!.clone(), photographs[1]!.clone()];
  parquet.repeat.set(5, 8);
  plaster.repeat.set(6, 2);
  for (const texture of [parquet, plaster]) texture.needsUpdate = true;
  const matt = (map: THREE.Texture): THREE.MeshStandardMaterial =>
    new THREE.MeshStandardMaterial({ map, roughness: 0.95 });
  const floor = new THREE.Mesh(new THREE.PlaneGeometry(24, 24).rotateX(-Math.PI / 2), matt(parquet));
  const walls = [0, 1, 2, 3].map((side) => {
    const wall = new THREE.Mesh(new THREE.PlaneGeometry(24, 6), matt(plaster));
    wall.rotation.y = (side * Math.PI) / 2;
    wall.position.set(-Math.sin(wall.rotation.y) * 12, 3, -Math.cos(wall.rotation.y) * 12);
    return wall;
  });
  const hung = photographs.flatMap((map, i) =>
    [0, 1, 2, 3].map((side) => {
      const picture = new THREE.Mesh(new THREE.BoxGeometry(3, 1.5, 0.12), matt(map));
      const angle = (side * Math.PI) / 2;
      picture.rotation.y = angle;
      const along = (i - 2) * 4.2;
      picture.position.set(
        -Math.sin(angle) * 11.9 + Math.cos(angle) * along,
        2.2,
        -Math.cos(angle) * 11.9 - Math.sin(angle) * along,
      );
      return picture;
    }),
  );
  const column = new THREE.CylinderGeometry(0.3, 0.34, 6, 20);
  const columns = Array.from({ length: 10 }, (_, i) => {
    const mesh = new THREE.Mesh(column, matt(plaster));
    mesh.position.set((i % 5) * 4 - 8, 3, i < 5 ? -6 : 5);
    return mesh;
  });
  const mobiles = Array.from({ length: 9 }, (_, i) => {
    const mesh = new THREE.Mesh(new THREE.BoxGeometry(1.2, 0.6, 0.02), matt(photographs[i % 5]!));
    mesh.position.set(random.range(-5, 5), random.range(1, 3.2), random.range(-5, 1));
    return mesh;
  });
  const lamp = new THREE.PointLight(0xffe8cc, 60, 0, 1.4);
  lamp.position.set(0, 5, 0);
  scene.add(
    floor,
    ...walls,
    ...hung,
    ...columns,
    ...mobiles,
    lamp,
    new THREE.HemisphereLight(0xffffff, 0xb0a090, 2.5),
  );
  return {
    scene,
    subject: { center: new THREE.Vector3(0, 1.8, -4), distance: 9, height: 0.3 },
    far: 60,
    animate: (seconds) => mobiles.forEach((mesh, i) => (mesh.rotation.y = i * 0.7 + seconds * (1 + (i % 4)))),
  };
}
