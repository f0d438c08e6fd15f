// A tiny static world for tests of the data renderer: smooth colours, so that resampling itself costs little.
import * as THREE from 'three/webgpu';
import { positionLocal, sin, vec4 } from 'three/tsl';
import type { Path, PathFrame } from '../../../models/upscale/data/camera/types.ts';
import type { MeasuredScene } from '../../quality/sequences/types.ts';
import type { World } from '../../../models/upscale/data/families/types.ts';

/** A wavy wall with a box before it. */
export function createSmallWorld(): World {
  const scene = new THREE.Scene();
  const material = new THREE.MeshBasicNodeMaterial();
  const wave = sin(positionLocal.x.mul(1.3))
    .add(sin(positionLocal.y.mul(1.1)))
    .mul(0.2)
    .add(0.5);
  material.colorNode = vec4(wave, wave.mul(wave), positionLocal.x.mul(0.05).add(0.5), 1);
  const wall = new THREE.Mesh(new THREE.PlaneGeometry(30, 20), material);
  wall.position.z = -4;
  wall.rotation.y = 0.3;
  const box = new THREE.Mesh(new THREE.BoxGeometry(1.2, 1, 0.5), material);
  scene.add(wall, box);
  return {
    scene,
    views: [{ position: [0, 0, 4], target: [0, 0, 0] }],
    near: 0.1,
    far: 50,
    animate: (seconds) => void box.position.set(Math.sin(seconds * 4), 0, 0),
    dispose() {
      wall.geometry.dispose();
      box.geometry.dispose();
      material.dispose();
    },
  };
}

/** A path of `count` frames from a function of the frame. */
export function createPath(count: number, frame: (index: number) => Partial<PathFrame>): Path {
  return {
    near: 0.1,
    far: 50,
    frameTime: 1000 / 60,
    summary: 'test',
    frames: Array.from({ length: count }, (_, index) => ({
      position: [0, 0, 4] as const,
      target: [0, 0, 0] as const,
      roll: 0,
      fov: 40,
      seconds: 0,
      cut: false,
      ...frame(index),
    })),
  };
}

/** The same path for the quality harness. */
export function playPath(world: World, path: Path): MeasuredScene {
  const camera = new THREE.PerspectiveCamera(50, 1, path.near, path.far);
  return {
    scene: world.scene,
    camera,
    sequence(index) {
      const frame = path.frames[index]!;
      world.animate(frame.seconds);
      world.scene.updateMatrixWorld();
      camera.position.set(...frame.position);
      camera.lookAt(...frame.target);
      camera.rotateZ(frame.roll);
      camera.fov = frame.fov;
      return { cut: frame.cut };
    },
    dispose: () => world.dispose(),
  };
}
