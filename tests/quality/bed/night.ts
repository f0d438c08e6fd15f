// A fair at night before black: strings of lamps far brighter than white, moving headlights, glass panes, dim crowds of boxes.
import * as THREE from 'three/webgpu';
import { createRandom } from '@frameloom/scenes/kit';
import { openGeometry, openPhotograph } from './assets.ts';
import type { BedScene } from './types.ts';

/** Builds the scene. */
export async function buildNight(): Promise<BedScene> {
  const random = createRandom(8);
  const scene = new THREE.Scene();
  scene.background = new THREE.Color(0.002, 0.002, 0.004);
  const [wet, statue] = await Promise.all([openPhotograph('lab'), openGeometry('suzi')]);
  wet.repeat.set(5, 10);
  const ground = new THREE.Mesh(
    new THREE.PlaneGeometry(60, 60).rotateX(-Math.PI / 2),
    new THREE.MeshStandardMaterial({ map: wet, roughness: 0.4 }),
  );
  const lamps = new THREE.InstancedMesh(
    new THREE.SphereGeometry(0.035, 8, 6),
    new THREE.MeshBasicMaterial({ color: 0xffffff }),
    180,
  );
  const matrix = new THREE.Matrix4();
  for (let i = 0; i < lamps.count; i++) {
    const [string, k] = [Math.floor(i / 30), i % 30];
    const sag = ((k - 14.5) / 14.5) ** 2;
    matrix.makeTranslation(k * 0.5 - 7.3, 3 + sag * 0.9 + (string % 2) * 0.4, string * -2.2);
    lamps.setMatrixAt(i, matrix);
    const [r, g, b] = [random.range(4, 12), random.range(2, 6), random.range(0.5, 4)];
    lamps.setColorAt(i, new THREE.Color(r, g, b));
  }
  const booths = Array.from({ length: 14 }, (_, i) => {
    const booth = new THREE.Mesh(
      new THREE.BoxGeometry(1.6, random.range(1.5, 2.6), 1.4),
      new THREE.MeshStandardMaterial({
        color: new THREE.Color().setHSL(random.next(), 0.6, 0.4),
        roughness: 0.7,
      }),
    );
    booth.position.set((i % 7) * 2.3 - 7, 1, i < 7 ? -4.5 : -9);
    return booth;
  });
  const pane = new THREE.Mesh(
    new THREE.PlaneGeometry(3, 2),
    new THREE.MeshPhysicalMaterial({ color: 0x80ffd0, transparent: true, opacity: 0.25, roughness: 0.05 }),
  );
  pane.position.set(-1.5, 1.3, 0.5);
  const idols = [-3, 0.4, 3.6].map((x, i) => {
    const mesh = new THREE.Mesh(
      statue,
      new THREE.MeshStandardMaterial({ color: 0xc0b0a0, metalness: i % 2, roughness: 0.3 }),
    );
    mesh.position.set(x, 0, -1.8);
    return mesh;
  });
  const light = (x: number, color: number): THREE.PointLight => {
    const point = new THREE.PointLight(color, 30, 0, 1.8);
    point.position.set(x, 3, -2);
    return point;
  };
  const carts = Array.from({ length: 4 }, () => {
    const cart = new THREE.Mesh(
      new THREE.SphereGeometry(0.09, 12, 8),
      new THREE.MeshBasicMaterial({ color: new THREE.Color(30, 28, 22) }),
    );
    return cart;
  });
  scene.add(ground, lamps, pane, light(-5, 0xff8040), light(4, 0x60a0ff), ...booths, ...idols, ...carts);
  return {
    scene,
    subject: { center: new THREE.Vector3(0, 1.6, -3), distance: 9, height: 0.6 },
    far: 80,
    animate(seconds) {
      idols.forEach((idol, i) => (idol.rotation.y = i + seconds * 1.5));
      carts.forEach((cart, i) => {
        const way = i % 2 ? 1 : -1;
        cart.position.set(way * (seconds * 7 - 3 + i), 0.6 + 0.1 * i, -0.8 - i * 2);
      });
      pane.position.x = -1.5 + seconds * 1.2;
    },
  };
}
