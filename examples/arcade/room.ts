import * as THREE from 'three/webgpu';
import { checker } from '@frameloom/scenes/kit';
import { createCabinet, type Cabinet } from './cabinet.ts';

/** A dim room with a row of cabinets, one of which is on. */
export type Room = { scene: THREE.Scene; cabinet: Cabinet };

export function createRoom(screen: THREE.Texture): Room {
  const scene = new THREE.Scene();
  scene.background = new THREE.Color(0x07060b);
  const carpet = checker(256, 8, [0.16, 0.08, 0.2], [0.1, 0.06, 0.15]);
  carpet.repeat.set(6, 6);
  const floor = new THREE.Mesh(
    new THREE.PlaneGeometry(9, 9).rotateX(-Math.PI / 2),
    new THREE.MeshStandardMaterial({ map: carpet, roughness: 0.9 }),
  );
  const wall = new THREE.Mesh(
    new THREE.PlaneGeometry(9, 3.2).translate(0, 1.6, -0.6),
    new THREE.MeshStandardMaterial({ color: 0x2a2036, roughness: 0.85 }),
  );
  scene.add(floor, wall);
  for (const [y, color] of [
    [2.35, 0xe8547a],
    [2.45, 0x52ccba],
  ] as const) {
    const tube = new THREE.Mesh(
      new THREE.CylinderGeometry(0.012, 0.012, 5, 8).rotateZ(Math.PI / 2),
      new THREE.MeshBasicMaterial({ color }),
    );
    tube.position.set(0, y, -0.56);
    scene.add(tube);
  }
  const cabinet = createCabinet('WICK', 0x3a2350, screen);
  scene.add(cabinet.root);
  for (const [x, title, color] of [
    [-1.75, 'ORBIT', 0x1f3a4a],
    [-0.9, 'LOOM', 0x2c2f22],
    [0.9, 'DRIFT', 0x46262a],
    [1.75, 'KILN', 0x22304a],
  ] as const) {
    const other = createCabinet(title, color, undefined);
    other.root.position.x = x;
    scene.add(other.root);
  }
  scene.add(new THREE.HemisphereLight(0x9a86c8, 0x1a1020, 0.5));
  const glow = new THREE.PointLight(0xffb070, 1.6, 3, 2);
  glow.position.set(0, 1.32, 0.5);
  const rose = new THREE.PointLight(0xe8547a, 3, 6, 2);
  rose.position.set(-1.2, 2.3, 0.3);
  const teal = new THREE.PointLight(0x52ccba, 3, 6, 2);
  teal.position.set(1.2, 2.3, 0.3);
  scene.add(glow, rose, teal);
  return { scene, cabinet };
}
