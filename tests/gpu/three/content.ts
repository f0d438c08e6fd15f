// An orange box before black, for tests of whole pipelines.
import * as THREE from 'three/webgpu';
import { expect } from 'vitest';
import type { UpscaleNode } from '@frameloom/three';
import type { Stage } from './support.ts';

export const width = 64;
export const height = 36;

export type Content = { scene: THREE.Scene; camera: THREE.PerspectiveCamera; box: THREE.Mesh };

export function content(): Content {
  const scene = new THREE.Scene();
  const box = new THREE.Mesh(
    new THREE.BoxGeometry(2, 2, 2),
    new THREE.MeshBasicMaterial({ color: 0xff8800 }),
  );
  scene.add(box);
  const camera = new THREE.PerspectiveCamera(50, width / height, 0.1, 50);
  camera.position.z = 4;
  return { scene, camera, box };
}

export async function play(
  set: Stage,
  node: UpscaleNode,
  pipeline: THREE.RenderPipeline,
  frames = 4,
): Promise<Float32Array> {
  set.frame(() => pipeline.render());
  await node.ready;
  for (let i = 0; i < frames; i++) set.frame(() => pipeline.render());
  return set.readTarget();
}

export const centre = (w: number = width, h: number = height): number =>
  (Math.floor(h / 2) * w + Math.floor(w / 2)) * 4;

/** The box's orange in the middle, black in the corner, nothing broken. */
export function expectBox(pixels: Float32Array, w: number = width, h: number = height): void {
  expect(pixels.every(Number.isFinite)).toBe(true);
  expect(pixels[centre(w, h)]).toBeGreaterThan(0.9);
  expect(pixels[centre(w, h) + 2]).toBeLessThan(0.05);
  expect(pixels[0]).toBeLessThan(0.05);
}
