// Any glTF model as a measured scene: framed, lit by a small procedural environment, seen along a camera path that holds what
// is hard for an upscaler.
import * as THREE from 'three/webgpu';
import type { GLTF } from 'three/addons/loaders/GLTFLoader.js';
import { createStudio } from './studio.ts';
import type { MeasuredScene } from './types.ts';

/** Where the shots of the path begin: a strafe, a cut to another side, a stop. */
export const modelShots = { strafe: 20, cut: 36, stop: 52 } as const;

/** Builds the scene of a loaded model. Its first animation plays until the stop. */
export function buildModelScene(gltf: Pick<GLTF, 'scene' | 'animations'>): MeasuredScene {
  const scene = new THREE.Scene();
  const studio = createStudio();
  scene.environment = studio.environment;
  scene.background = new THREE.Color(0.16, 0.18, 0.21);
  const { center, radius } = frame(gltf.scene);
  const sun = new THREE.DirectionalLight(0xfff2e0, 2);
  sun.position.copy(center).add(new THREE.Vector3(2, 3, 1.5).multiplyScalar(radius));
  sun.target.position.copy(center);
  scene.add(gltf.scene, sun, sun.target);
  const mixer = new THREE.AnimationMixer(gltf.scene);
  const [clip] = gltf.animations;
  if (clip) mixer.clipAction(clip).play();
  const camera = new THREE.PerspectiveCamera(40, 16 / 9, radius / 100, radius * 20);
  return {
    scene,
    camera,
    sequence(index) {
      if (clip) mixer.setTime(Math.min(index, modelShots.stop) / 60);
      place(camera, center, radius, index);
      scene.updateMatrixWorld();
      return { cut: index === modelShots.cut };
    },
    dispose() {
      mixer.stopAllAction();
      studio.dispose();
      disposeModel(gltf.scene);
    },
  };
}

function frame(model: THREE.Object3D): { center: THREE.Vector3; radius: number } {
  model.updateMatrixWorld(true);
  const sphere = new THREE.Box3().setFromObject(model, true).getBoundingSphere(new THREE.Sphere());
  if (!(sphere.radius > 0) || !Number.isFinite(sphere.radius)) {
    throw new Error('quality: the model has nothing to look at.');
  }
  return sphere;
}

/** Orbit, then a strafe of about ten pixels a frame at 540 lines, a cut to a close look from behind, a stop. */
function place(camera: THREE.PerspectiveCamera, center: THREE.Vector3, radius: number, index: number): void {
  const { strafe, cut, stop } = modelShots;
  const distance = radius * (index < cut ? 3.1 : 1.9);
  const turn = index < cut ? 0.5 + Math.min(index, strafe) * 0.02 : 3.4 + Math.min(index, stop) * 0.012;
  const side = index < cut ? Math.max(0, index - strafe) * 0.045 * radius : 0;
  const eye = new THREE.Vector3(Math.sin(turn), index < cut ? 0.35 : 0.5, Math.cos(turn)).normalize();
  const right = new THREE.Vector3(Math.cos(turn), 0, -Math.sin(turn)).multiplyScalar(
    side - 0.35 * radius * Number(side > 0),
  );
  camera.position.copy(center).addScaledVector(eye, distance).add(right);
  camera.lookAt(center.clone().add(right));
  camera.updateMatrixWorld();
}

function disposeModel(model: THREE.Object3D): void {
  model.traverse((object) => {
    if (!(object instanceof THREE.Mesh)) return;
    object.geometry.dispose();
    for (const material of [object.material].flat() as THREE.Material[]) {
      for (const value of Object.values(material)) if (value instanceof THREE.Texture) value.dispose();
      material.dispose();
    }
  });
}
