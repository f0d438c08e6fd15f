import { clone } from 'three/addons/utils/SkeletonUtils.js';
import * as THREE from 'three/webgpu';
import type { World } from '../shared/world.ts';
import { createFloor, createStudioLight } from './studio.ts';

/** Something to look at: a model, its movements, and where it stands. */
export type Exhibit = {
  name: string;
  object: THREE.Object3D;
  animations: readonly THREE.AnimationClip[];
};

export type Exhibition = {
  exhibit: Exhibit;
  /** The movement to play, by its place in the list. */
  clip: number;
  /** Light and background from a picture of the visitor's; a photo studio where it is missing. */
  environment: THREE.Texture | undefined;
};

const background = '#1e232d';

/** One copy of an exhibit on a lit floor, scaled to a radius of one metre. Geometry and materials are shared. */
export function createModelWorld({ exhibit, clip, environment }: Exhibition): World {
  const scene = new THREE.Scene();
  const camera = new THREE.PerspectiveCamera(36, 16 / 9, 0.02, 60);
  const object = clone(exhibit.object);
  const holder = new THREE.Group();
  holder.add(object);
  const mixer = new THREE.AnimationMixer(object);
  const movement = exhibit.animations[clip];
  if (movement) mixer.clipAction(movement).play();
  mixer.setTime(0);
  const height = fit(holder, object);
  object.traverse((child) => {
    child.castShadow = true;
    child.receiveShadow = true;
  });
  scene.add(holder);

  const studio = environment ? undefined : createStudioLight();
  scene.environment = environment ?? studio ?? null;
  scene.background = environment ?? new THREE.Color(background);
  const floor = environment ? undefined : createFloor(background);
  if (floor) scene.add(floor);
  const sun = createSun();
  scene.add(sun, sun.target);

  let distance = 4;
  return {
    scene,
    camera,
    animate(seconds) {
      mixer.setTime(seconds);
    },
    flight(seconds) {
      distance = cameraDistance(camera);
      const angle = 0.6 + seconds * 0.3;
      const rise = 0.24 + 0.14 * Math.sin(seconds * 0.23);
      camera.position
        .set(Math.sin(angle) * Math.cos(rise), Math.sin(rise), Math.cos(angle) * Math.cos(rise))
        .multiplyScalar(distance);
      camera.position.y += height / 2;
      camera.lookAt(0, height / 2, 0);
    },
    get focusDistance() {
      return distance;
    },
    dispose() {
      mixer.stopAllAction();
      mixer.uncacheRoot(object);
      sun.dispose();
      studio?.dispose();
      if (!floor) return;
      floor.geometry.dispose();
      const material = floor.material as THREE.MeshStandardNodeMaterial;
      material.map?.dispose();
      material.dispose();
    },
  };
}

/** Frees what all copies of an exhibit share. */
export function disposeExhibit(exhibit: Exhibit): void {
  exhibit.object.traverse((child) => {
    if (!(child instanceof THREE.Mesh)) return;
    child.geometry.dispose();
    for (const material of [child.material].flat() as THREE.Material[]) {
      for (const value of Object.values(material)) if (value instanceof THREE.Texture) value.dispose();
      material.dispose();
    }
  });
}

/** Scales to a radius of 1, centres over the origin, stands on the floor; returns the height that results. */
function fit(holder: THREE.Group, object: THREE.Object3D): number {
  object.updateMatrixWorld(true);
  const bounds = new THREE.Box3().setFromObject(object);
  const centre = bounds.getCenter(new THREE.Vector3());
  const radius = Math.min(bounds.getSize(new THREE.Vector3()).length() / 2, reach(object, centre)) || 1;
  holder.scale.setScalar(1 / radius);
  holder.position.set(-centre.x / radius, -bounds.min.y / radius, -centre.z / radius);
  return (bounds.max.y - bounds.min.y) / radius;
}

/** How far the spheres around the meshes reach from a point; round things are smaller than their box. */
function reach(object: THREE.Object3D, centre: THREE.Vector3): number {
  const sphere = new THREE.Sphere();
  let far = 0;
  object.traverse((child) => {
    if (!(child instanceof THREE.Mesh)) return;
    const own =
      child instanceof THREE.SkinnedMesh || child instanceof THREE.InstancedMesh ? child : undefined;
    own?.computeBoundingSphere();
    if (!own) child.geometry.computeBoundingSphere();
    const found = own ? own.boundingSphere : child.geometry.boundingSphere;
    if (!found) return;
    sphere.copy(found).applyMatrix4(child.matrixWorld);
    far = Math.max(far, sphere.center.distanceTo(centre) + sphere.radius);
  });
  return far;
}

/** How far off a sphere of one metre fills the narrower side of the picture. */
function cameraDistance(camera: THREE.PerspectiveCamera): number {
  const vertical = THREE.MathUtils.degToRad(camera.fov / 2);
  const horizontal = Math.atan(Math.tan(vertical) * camera.aspect);
  return 1.22 / Math.sin(Math.min(vertical, horizontal));
}

function createSun(): THREE.DirectionalLight {
  const sun = new THREE.DirectionalLight('#fff1dd', 2.2);
  sun.position.set(2.4, 4, 2.6);
  sun.castShadow = true;
  sun.shadow.mapSize.set(1024, 1024);
  sun.shadow.camera.left = sun.shadow.camera.bottom = -1.8;
  sun.shadow.camera.right = sun.shadow.camera.top = 1.8;
  sun.shadow.camera.near = 1;
  sun.shadow.camera.far = 9;
  sun.shadow.normalBias = 0.02;
  sun.shadow.radius = 3;
  return sun;
}
