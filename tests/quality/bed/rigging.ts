// A ship's rigging, nets and flags before the sky, with spray and sparks: thin features, cut-out textures, additive particles.
import * as THREE from 'three/webgpu';
import { createRandom } from '@frameloom/scenes/kit';
import { openLight, openPhotograph } from './assets.ts';
import type { BedScene } from './types.ts';

/** Builds the scene. */
export async function buildRigging(): Promise<BedScene> {
  const scene = new THREE.Scene();
  scene.background = scene.environment = await openLight('sky');
  const deckMap = await openPhotograph('workshop');
  deckMap.repeat.set(1, 6);
  const deck = new THREE.Mesh(
    new THREE.BoxGeometry(4, 0.4, 16),
    new THREE.MeshStandardMaterial({ map: deckMap, roughness: 0.8 }),
  );
  const rope = new THREE.MeshStandardMaterial({ color: 0x1c1814, roughness: 1 });
  const ropes = stays().map(([from, to, width]) => line(from, to, width, rope));
  const net = new THREE.Mesh(
    new THREE.PlaneGeometry(6, 3, 1, 1),
    new THREE.MeshStandardMaterial({
      map: netTexture(),
      alphaTest: 0.5,
      side: THREE.DoubleSide,
      color: 0xd8c8a0,
    }),
  );
  net.position.set(0.5, 2, 1.6);
  const flags = Array.from({ length: 8 }, (_, i) => {
    const map = i % 2 ? deckMap : null;
    const flag = new THREE.Mesh(
      new THREE.PlaneGeometry(0.7, 0.4),
      new THREE.MeshStandardMaterial({
        map,
        color: [0xd03030, 0xffffff, 0x2040a0][i % 3]!,
        side: THREE.DoubleSide,
      }),
    );
    flag.position.set(0, 5.2 - i * 0.42, -5 + i * 1.3);
    return flag;
  });
  const { object: sparks, animate: fly } = createSparks();
  const sun = new THREE.DirectionalLight(0xffffff, 2.5);
  sun.position.set(3, 8, 4);
  scene.add(deck, net, sun, sparks, ...ropes, ...flags);
  return {
    scene,
    subject: { center: new THREE.Vector3(0, 2.6, -1), distance: 9, height: 0.4 },
    far: 60,
    animate(seconds) {
      flags.forEach((flag, i) => (flag.rotation.y = 0.9 * Math.sin(seconds * 6 + i)));
      net.position.x = 0.5 + Math.sin(seconds * 2) * 0.4;
      fly(seconds);
    },
  };
}

type Stay = readonly [from: THREE.Vector3, to: THREE.Vector3, width: number];

/** Three masts, their shrouds and ratlines: from a third of a pixel to four pixels wide at 270 lines. */
function stays(): Stay[] {
  const list: Stay[] = [];
  const at = (x: number, y: number, z: number): THREE.Vector3 => new THREE.Vector3(x, y, z);
  for (const z of [-5, 0, 5]) {
    list.push([at(0, 0, z), at(0, 6.5, z), 0.1], [at(-1.8, 4.6, z), at(1.8, 4.6, z), 0.06]);
    for (const side of [-1, 1]) {
      for (let k = 0; k < 5; k++) list.push([at(side * 1.9, 0.2, z - 0.8 + k * 0.4), at(0, 5.6, z), 0.014]);
      for (let r = 1; r < 12; r++) {
        const [w, y] = [1.9 * (1 - r / 13), (5.6 * r) / 13];
        list.push([at(side * w, y, z - 0.8 * (1 - r / 13)), at(side * w, y, z + 0.8 * (1 - r / 13)), 0.009]);
      }
    }
    list.push([at(0, 6.2, z), at(0, 0.4, z + 5), 0.012], [at(0, 6.2, z), at(0, 3, z - 5), 0.02]);
  }
  return list;
}

function line(from: THREE.Vector3, to: THREE.Vector3, width: number, material: THREE.Material): THREE.Mesh {
  const mesh = new THREE.Mesh(
    new THREE.CylinderGeometry(width / 2, width / 2, from.distanceTo(to), 6),
    material,
  );
  mesh.position.copy(from).add(to).multiplyScalar(0.5);
  mesh.quaternion.setFromUnitVectors(new THREE.Vector3(0, 1, 0), to.clone().sub(from).normalize());
  return mesh;
}

function netTexture(): THREE.DataTexture {
  const side = 128;
  const bytes = new Uint8Array(side * side * 4).fill(255);
  for (let i = 0; i < side * side; i++) {
    const [x, y] = [i % side, Math.floor(i / side)];
    const onRope = Math.min((x + y) % 32, (x - y + 4 * side) % 32) < 5;
    bytes[i * 4 + 3] = onRope ? 255 : 0;
  }
  const texture = new THREE.DataTexture(bytes, side, side);
  texture.wrapS = texture.wrapT = THREE.RepeatWrapping;
  texture.repeat.set(6, 3);
  texture.colorSpace = THREE.SRGBColorSpace;
  texture.minFilter = THREE.LinearMipmapLinearFilter;
  texture.magFilter = THREE.LinearFilter;
  texture.generateMipmaps = true;
  texture.needsUpdate = true;
  return texture;
}

function createSparks(): { object: THREE.Group; animate(seconds: number): void } {
  const random = createRandom(5);
  const material = new THREE.SpriteMaterial({
    color: new THREE.Color(2.4, 1.6, 0.7),
    blending: THREE.AdditiveBlending,
    transparent: true,
    depthWrite: false,
  });
  const object = new THREE.Group();
  const paths = Array.from({ length: 60 }, () => {
    const sprite = new THREE.Sprite(material);
    sprite.scale.setScalar(random.range(0.03, 0.09));
    object.add(sprite);
    return {
      sprite,
      x: random.range(-1, 1),
      z: random.range(-1, 1),
      rise: random.range(1.5, 4),
      phase: random.next(),
    };
  });
  return {
    object,
    animate: (seconds) =>
      paths.forEach(({ sprite, x, z, rise, phase }) => {
        const t = (seconds * 0.7 + phase) % 1;
        sprite.position.set(x * (1 + 2 * t), 0.3 + rise * t * (1.4 - t), z * (1 + t) - 2);
      }),
  };
}
