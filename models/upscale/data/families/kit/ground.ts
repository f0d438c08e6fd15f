import * as THREE from 'three/webgpu';
import type { Random } from '@frameloom/scenes/kit';
import type { Resources } from '../types.ts';
import { drawSurface } from './surfaces.ts';

/** A square floor around the origin, uv in metres, with a random surface. */
export function addGround(scene: THREE.Scene, random: Random, resources: Resources, side = 80): THREE.Mesh {
  const geometry = new THREE.PlaneGeometry(side, side).rotateX(-Math.PI / 2);
  const uv = geometry.getAttribute('uv');
  for (let i = 0; i < uv.count; i++) uv.setXY(i, uv.getX(i) * side, uv.getY(i) * side);
  const ground = new THREE.Mesh(
    geometry,
    drawSurface(random, { repeat: 2 ** random.range(-2, 0.5), textured: true, resources }),
  );
  scene.add(ground);
  return ground;
}
