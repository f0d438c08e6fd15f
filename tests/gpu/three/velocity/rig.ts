// A tiny scene whose velocity buffer is read, in NDC per frame: x right, y up, current − previous.
import * as THREE from 'three/webgpu';
import { upscale } from '@frameloom/three';
import { afterAll, beforeAll } from 'vitest';
import { createStage, type Stage, type StageOptions } from '../support.ts';

export const width = 64;
export const height = 36;
/** World units per frame. */
export const step = 0.02;
/** Of the 50° camera. */
export const focal: number = 1 / Math.tan((25 * Math.PI) / 180);
/** NDC per world unit at distance 3, where every test surface is. */
export const perUnit: number = focal / (width / height) / 3;

/** The stage of a test file, one device for all of its tests. */
export function useStage(options: StageOptions = {}): { readonly current: Stage } {
  let stage: Stage | undefined;
  beforeAll(async () => {
    stage = await createStage({ width, height, ...options });
  });
  afterAll(() => stage?.dispose());
  return {
    get current() {
      return stage!;
    },
  };
}

type Probe = { at?: [number, number]; channel?: number };
export type Rig = {
  scene: THREE.Scene;
  camera: THREE.PerspectiveCamera;
  node: ReturnType<typeof upscale>;
  render(): void;
  /** A channel of the velocity target at a place given in 0…1, default the x of the middle. */
  velocity(probe?: Probe): Promise<number>;
  dispose(): void;
};

/** Another view of a rig's scene, with a pipeline of its own. */
export function view(stage: Stage, scene: THREE.Scene, camera: THREE.PerspectiveCamera): Rig {
  const pipeline = new THREE.RenderPipeline(stage.renderer);
  // The path makes no difference to the buffer, and the spatial one compiles in no time.
  const node = upscale(scene, camera, { quality: 'nativeAA', path: 'spatial' });
  pipeline.outputNode = node;
  return {
    scene,
    camera,
    node,
    render: () => stage.frame(() => pipeline.render()),
    async velocity({ at, channel = 0 } = {}) {
      const texels = await stage.read(node.scenePass!.getTexture('velocity'));
      const x = Math.floor((at?.[0] ?? 0.5) * width);
      const y = Math.floor((at?.[1] ?? 0.5) * height);
      return texels[(y * width + x) * 4 + channel]!;
    },
    dispose() {
      node.dispose();
      pipeline.dispose();
      scene.traverse((object) => {
        const mesh = object as THREE.Mesh;
        mesh.geometry?.dispose();
      });
    },
  };
}

export function rig(stage: Stage, ...objects: THREE.Object3D[]): Rig {
  const scene = new THREE.Scene();
  scene.add(...objects, new THREE.AmbientLight(0xffffff, 2));
  const camera = new THREE.PerspectiveCamera(50, width / height, 0.1, 50);
  camera.position.z = 3;
  return view(stage, scene, camera);
}

export function plane(material: THREE.Material = new THREE.MeshBasicMaterial()): THREE.Mesh {
  return new THREE.Mesh(new THREE.PlaneGeometry(2, 2, 8, 8), material);
}

/** Renders some frames, calling `change` before each but the first, and returns the middle's velocity. */
export async function measure(
  set: Rig,
  change: (frame: number) => void = () => {},
  frames = 3,
  probe?: Probe,
): Promise<number> {
  for (let frame = 0; frame < frames; frame++) {
    if (frame > 0) change(frame);
    set.render();
  }
  const result = await set.velocity(probe);
  set.dispose();
  return result;
}
