import * as THREE from 'three/webgpu';
import { signTexture } from '@frameloom/scenes/kit';

/** An arcade cabinet: 0.7 m wide, its screen facing +z, standing at the origin. */
export type Cabinet = {
  root: THREE.Group;
  /** Bends the stick: −1 to 1 to the right and away from the player. */
  push(x: number, y: number): void;
};

const width = 0.7;
/** Side view, metres: how far in front and how high. */
const outline = [
  [-0.35, 0],
  [0.32, 0],
  [0.32, 0.85],
  [0.46, 0.93],
  [0.44, 0.99],
  [0.16, 1.08],
  [0.02, 1.52],
  [0.2, 1.6],
  [0.2, 1.82],
  [-0.35, 1.82],
] as const;

/** @param screen What is on it; undefined for a dark one. */
export function createCabinet(title: string, color: number, screen: THREE.Texture | undefined): Cabinet {
  const root = new THREE.Group();
  const add = (geometry: THREE.BufferGeometry, material: THREE.Material): THREE.Mesh => {
    const mesh = new THREE.Mesh(geometry, material);
    root.add(mesh);
    return mesh;
  };
  const shape = new THREE.Shape(outline.map(([z, y]) => new THREE.Vector2(z, y)));
  const side = new THREE.ExtrudeGeometry(shape, { depth: 0.03, bevelEnabled: false });
  const sides = new THREE.MeshStandardMaterial({ color, roughness: 0.55 });
  for (const x of [-width / 2, width / 2 - 0.03]) {
    const mesh = add(side, sides);
    // The outline's first axis is depth.
    mesh.rotation.y = -Math.PI / 2;
    mesh.position.x = x + 0.03;
  }
  const inner = new THREE.ExtrudeGeometry(shape, { depth: width - 0.06, bevelEnabled: false });
  const black = new THREE.MeshStandardMaterial({ color: 0x14121a, roughness: 0.7 });
  const body = add(inner, black);
  body.rotation.y = -Math.PI / 2;
  body.position.set(width / 2 - 0.03, -0.012, -0.012);

  const slope = Math.atan2(0.14, 0.44);
  const picture = add(
    new THREE.PlaneGeometry(0.42, 0.42),
    screen
      ? new THREE.MeshBasicMaterial({ map: screen, toneMapped: false })
      : new THREE.MeshStandardMaterial({ color: 0x08080b, roughness: 0.2 }),
  );
  picture.rotation.x = -slope;
  picture.position.set(0, 1.3, 0.1);
  const frame = add(new THREE.BoxGeometry(0.56, 0.5, 0.012), black);
  frame.rotation.x = -slope;
  frame.position.set(0, 1.298, 0.086);

  const sign = signTexture(title, { width: 256, height: 80, ink: [1, 0.86, 0.5], paper: [0.12, 0.05, 0.16] });
  const marquee = add(
    new THREE.PlaneGeometry(width - 0.08, 0.19),
    new THREE.MeshBasicMaterial({ map: sign, color: screen ? 0xffffff : 0x333340 }),
  );
  marquee.position.set(0, 1.71, 0.202);

  const stick = new THREE.Group();
  stick.position.set(-0.16, 1.035, 0.31);
  const rod = new THREE.Mesh(
    new THREE.CylinderGeometry(0.008, 0.008, 0.09, 12).translate(0, 0.045, 0),
    new THREE.MeshStandardMaterial({ color: 0xb8bcc8, metalness: 0.8, roughness: 0.3 }),
  );
  const ball = new THREE.Mesh(
    new THREE.SphereGeometry(0.024, 20, 14).translate(0, 0.1, 0),
    new THREE.MeshStandardMaterial({ color: 0xe8543f, roughness: 0.3 }),
  );
  stick.add(rod, ball);
  root.add(stick);
  for (const [i, tone] of [0xf2b25c, 0x52ccba, 0xa476ec].entries()) {
    const button = add(
      new THREE.CylinderGeometry(0.02, 0.02, 0.02, 20),
      new THREE.MeshStandardMaterial({ color: tone, roughness: 0.35 }),
    );
    button.position.set(0.08 + i * 0.07, 1.038, 0.31);
    button.rotation.x = 0.3;
  }
  return {
    root,
    push(x, y) {
      stick.rotation.set(-0.35 * y, 0, -0.35 * x);
    },
  };
}
