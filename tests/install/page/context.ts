// What the recipes take for granted: the first example of the README, at a size that a software GPU draws quickly.
import * as THREE from 'three/webgpu';

export const scene: THREE.Scene = new THREE.Scene();
scene.background = new THREE.Color('#20283a');
scene.add(new THREE.HemisphereLight('#ffffff', '#604830', 4));
scene.add(new THREE.Mesh(new THREE.TorusKnotGeometry(), new THREE.MeshStandardNodeMaterial()));

export const camera: THREE.PerspectiveCamera = new THREE.PerspectiveCamera(50, 16 / 9, 0.1, 100);
camera.position.z = 5;

export const renderer: THREE.WebGPURenderer = new THREE.WebGPURenderer();
renderer.setSize(128, 72);
document.body.replaceChildren(renderer.domElement);

/** The pipeline of the recipe that runs. */
export let pipeline: THREE.RenderPipeline;

/** Runs a recipe with a pipeline of its own. */
export async function begin(recipe: () => Promise<unknown>): Promise<void> {
  await renderer.init();
  pipeline = new THREE.RenderPipeline(renderer);
  renderer.setAnimationLoop(null);
  await recipe();
  // A recipe may have set a loop of its own.
  if (!renderer.getAnimationLoop()) renderer.setAnimationLoop(() => pipeline.render());
}
