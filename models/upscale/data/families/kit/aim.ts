// Turns views towards the things in a scene, with a lens that lets them fill the picture: a small training picture then shows
// what a part of a large one would.
import * as THREE from 'three/webgpu';
import type { Random } from '@frameloom/scenes/kit';
import type { View } from '../../camera/types.ts';

/** Share of the views that look at a thing; the rest stay as they are. */
const aimed = 0.75;
/** Larger things are surroundings, metres. */
const largest = 7;

/** Views of a finished scene, most of them aimed at one of its meshes. */
export function aimViews(random: Random, scene: THREE.Scene, views: readonly View[]): View[] {
  const things = collectThings(scene, random);
  return views.map((view) => {
    if (things.length === 0 || random.next() >= aimed) return view;
    const { centre, radius } = random.pick(things);
    const eye = new THREE.Vector3(...view.position);
    const distance = Math.max(eye.distanceTo(centre), radius * 1.3 + 0.4);
    eye.sub(centre).setLength(distance).add(centre);
    eye.y = Math.max(0.25, eye.y);
    // How much of half the picture's height the thing takes, for the two ends of the range.
    const degrees = (share: number): number =>
      THREE.MathUtils.clamp(2 * THREE.MathUtils.radToDeg(Math.atan(radius / (distance * share))), 9, 60);
    return { position: eye.toArray(), target: centre.toArray(), fov: [degrees(1.6), degrees(0.45)] };
  });
}

type Thing = { readonly centre: THREE.Vector3; readonly radius: number };

function collectThings(scene: THREE.Scene, random: Random): Thing[] {
  const things: Thing[] = [];
  const matrix = new THREE.Matrix4();
  scene.updateMatrixWorld(true);
  scene.traverse((object) => {
    if (!(object instanceof THREE.Mesh)) return;
    object.geometry.computeBoundingSphere();
    const sphere = object.geometry.boundingSphere?.clone();
    if (sphere === undefined) return;
    if (object instanceof THREE.InstancedMesh) {
      object.getMatrixAt(random.int(object.count), matrix);
      sphere.applyMatrix4(matrix);
    }
    sphere.applyMatrix4(object.matrixWorld);
    if (sphere.radius > 0.05 && sphere.radius < largest && sphere.center.y > -1) {
      things.push({ centre: sphere.center, radius: sphere.radius });
    }
  });
  return things;
}
