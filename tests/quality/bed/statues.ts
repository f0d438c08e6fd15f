// Polished, painted and dull statues on turning plinths in a photographed square: highlights, reflections, smooth shapes.
import * as THREE from 'three/webgpu';
import { openGeometry, openLight, openPhotograph } from './assets.ts';
import type { BedScene } from './types.ts';

/** Builds the scene. */
export async function buildStatues(): Promise<BedScene> {
  const scene = new THREE.Scene();
  scene.background = scene.environment = await openLight('esplanade');
  const [bunny, suzi, paving] = await Promise.all([
    openGeometry('bunny'),
    openGeometry('suzi'),
    openPhotograph('esplanade'),
  ]);
  paving.repeat.set(10, 20);
  const floor = new THREE.Mesh(
    new THREE.CircleGeometry(14, 64).rotateX(-Math.PI / 2),
    new THREE.MeshStandardMaterial({ map: paving, roughness: 0.6 }),
  );
  const gold = { color: 0xffc356, metalness: 1, roughness: 0.15 };
  const lacquer = { color: 0x981018, metalness: 0, roughness: 0.35, clearcoat: 1, clearcoatRoughness: 0.05 };
  const looks = [gold, lacquer, { color: 0xb8b2a6, roughness: 0.9 }];
  const plinth = new THREE.CylinderGeometry(0.9, 1, 0.5, 24);
  const stone = new THREE.MeshStandardMaterial({ color: 0x7d7a76, roughness: 0.8 });
  const turning = Array.from({ length: 7 }, (_, i) => {
    const group = new THREE.Group();
    const statue = new THREE.Mesh(
      i % 2 ? suzi : bunny,
      new THREE.MeshPhysicalMaterial(looks[i % looks.length]),
    );
    statue.position.y = 0.5;
    const foot = new THREE.Mesh(plinth, stone);
    foot.position.y = 0.25;
    group.add(statue, foot);
    group.position.set(((i * 5) % 7) * 1.6 - 4.8, 0, -Math.abs(i - 3) * 1.5);
    return group;
  });
  const sun = new THREE.DirectionalLight(0xfff0dc, 2);
  sun.position.set(4, 7, 5);
  scene.add(floor, sun, ...turning);
  return {
    scene,
    subject: { center: new THREE.Vector3(0, 1.3, -1.5), distance: 8, height: 1.2 },
    far: 60,
    animate: (seconds) =>
      turning.forEach((group, i) => (group.rotation.y = i + seconds * (i % 3 ? 0.8 : -2))),
  };
}
