// A container port in haze: thousands of far edges, windows and corrugation, moving boxes (instances), cranes.
import * as THREE from 'three/webgpu';
import { createRandom } from '@frameloom/scenes/kit';
import { openLight, openPhotograph } from './assets.ts';
import type { BedScene } from './types.ts';

const paints = [0xa03a2a, 0x2b4f7a, 0x8a8d90, 0xb07a2c, 0x3d6b4f, 0xd9d4c8];

/** Builds the scene. */
export async function buildHarbour(): Promise<BedScene> {
  const random = createRandom(33);
  const scene = new THREE.Scene();
  scene.environment = await openLight('hall');
  scene.background = new THREE.Color(0.62, 0.68, 0.74);
  scene.fog = new THREE.Fog(0x9fb0bf, 20, 160);
  const asphalt = await openPhotograph('hall');
  asphalt.repeat.set(20, 40);
  const ground = new THREE.Mesh(
    new THREE.PlaneGeometry(200, 200).rotateX(-Math.PI / 2),
    new THREE.MeshStandardMaterial({ map: asphalt, color: 0x909090, roughness: 0.9 }),
  );
  const box = new THREE.BoxGeometry(2.4, 2.4, 6);
  const material = new THREE.MeshStandardMaterial({ map: corrugation(), roughness: 0.6, metalness: 0.3 });
  const stacks = new THREE.InstancedMesh(box, material, 360);
  const matrix = new THREE.Matrix4();
  for (let i = 0; i < stacks.count; i++) {
    const [row, column, level] = [i % 12, Math.floor(i / 12) % 10, Math.floor(i / 120)];
    const gone = level > 0 && random.next() < 0.35 * level;
    matrix.makeTranslation(row * 3.4 - 19, gone ? -9 : 1.2 + level * 2.42, column * -7.5);
    stacks.setMatrixAt(i, matrix);
    stacks.setColorAt(i, new THREE.Color(random.pick(paints)));
  }
  const carried = new THREE.InstancedMesh(box, material, 10);
  for (let i = 0; i < carried.count; i++) carried.setColorAt(i, new THREE.Color(random.pick(paints)));
  const iron = new THREE.MeshStandardMaterial({ color: 0xd8a020, roughness: 0.5 });
  scene.add(ground, stacks, carried, ...cranes(iron));
  const sun = new THREE.DirectionalLight(0xfff4e4, 2.8);
  sun.position.set(6, 9, 7);
  scene.add(sun);
  return {
    scene,
    subject: { center: new THREE.Vector3(0, 3.5, -12), distance: 26, height: 5 },
    far: 300,
    animate(seconds) {
      for (let i = 0; i < carried.count; i++) {
        const way = i % 2 ? 1 : -1;
        matrix.makeRotationY(Math.PI / 2);
        matrix.setPosition(way * (seconds * (6 + i) - 14 + i * 2.6), 1.2 + (i % 3) * 3.2, 4.2 - i * 7.5);
        carried.setMatrixAt(i, matrix);
      }
      carried.instanceMatrix.needsUpdate = true;
    },
  };
}

/** Lattice towers with booms. */
function cranes(material: THREE.Material): THREE.Mesh[] {
  const beam = new THREE.BoxGeometry(1, 1, 1);
  const list: THREE.Mesh[] = [];
  const add = (x: number, y: number, z: number, size: readonly [number, number, number], roll = 0): void => {
    const mesh = new THREE.Mesh(beam, material);
    mesh.position.set(x, y, z);
    mesh.scale.set(...size);
    mesh.rotation.z = roll;
    list.push(mesh);
  };
  for (const [k, z] of [-20, -48, -80].entries()) {
    const x = k * 12 - 14;
    for (const side of [-1.5, 1.5]) add(x + side, 9, z, [0.35, 18, 0.35]);
    for (let i = 0; i < 9; i++) add(x, 1 + i * 2, z, [3.4, 0.12, 0.12], i % 2 ? 0.55 : -0.55);
    add(x + 5, 18, z, [22, 0.5, 0.5]);
    add(x + 5, 20, z, [20, 0.08, 0.08], 0.18);
  }
  return list;
}

/** Ribs across a container and the print on its side. */
function corrugation(): THREE.DataTexture {
  const [width, height] = [256, 128];
  const bytes = new Uint8Array(width * height * 4);
  for (let i = 0; i < width * height; i++) {
    const [x, y] = [i % width, Math.floor(i / width)];
    const rib = 190 + 60 * Math.sign(Math.sin((x * Math.PI) / 5));
    const print = y > 40 && y < 70 && x > 60 && x < 190 && ((x >> 2) * 7 + (y >> 3) * 5) % 4 < 2;
    bytes.set(print ? [250, 250, 250, 255] : [rib, rib, rib, 255], i * 4);
  }
  const texture = new THREE.DataTexture(bytes, width, height);
  texture.colorSpace = THREE.SRGBColorSpace;
  texture.minFilter = THREE.LinearMipmapLinearFilter;
  texture.magFilter = THREE.LinearFilter;
  texture.generateMipmaps = true;
  texture.anisotropy = 4;
  texture.needsUpdate = true;
  return texture;
}
