// One renderer for one method run. Nothing is shared between runs but the device, so no method can see another's
// pipelines, histories or previous matrices.
import * as THREE from 'three/webgpu';
import { velocity } from 'three/tsl';
import { installFramePump } from './frame-pump.ts';
import type { Platform, Size } from './platform.ts';

/** Frames per second of every measured sequence. */
export const sequenceRate = 60;

/** A renderer whose drawing buffer has the display size, and the clock that drives it. */
export type Stage = {
  readonly renderer: THREE.WebGPURenderer;
  readonly device: GPUDevice;
  readonly size: Size;
  /** Advances three's frame counter by one and sets its clock to `frame / 60` s. Call once before each frame. */
  beginFrame(frame: number): void;
  /** The GPU texture behind a three texture; valid after the first render into it. */
  gpuTexture(texture: THREE.Texture): GPUTexture;
  dispose(): void;
};

type NodeFrame = { time: number; deltaTime: number; frameId: number };

/** Creates the renderer on the platform's device. Output is linear and unmapped: the harness shows all methods alike. */
export async function createStage(platform: Platform, size: Size): Promise<Stage> {
  const pump = installFramePump();
  const renderer = new THREE.WebGPURenderer({
    device: platform.device,
    canvas: platform.createCanvas(size),
    antialias: false,
  });
  await renderer.init();
  renderer.setPixelRatio(1);
  renderer.setSize(size.width, size.height, false);
  renderer.toneMapping = THREE.NoToneMapping;
  renderer.outputColorSpace = THREE.LinearSRGBColorSpace;
  renderer.shadowMap.enabled = true;
  // The loop starts with the first render otherwise, and the first frame would not count.
  await renderer.setAnimationLoop(() => {});
  // The override of the velocity singleton belongs to whoever ran last: begin clean.
  velocity.setProjectionMatrix(null as unknown as THREE.Matrix4);

  const internals = renderer as unknown as {
    _nodes: { nodeFrame: NodeFrame };
    backend: { get(object: object): { texture?: GPUTexture } };
  };
  return {
    renderer,
    device: platform.device,
    size,
    beginFrame(frame) {
      const { nodeFrame } = internals['_nodes'];
      const before = nodeFrame.frameId;
      pump.step();
      if (nodeFrame.frameId !== before + 1) {
        throw new Error(
          `quality: three advanced ${nodeFrame.frameId - before} frames instead of one; another renderer runs.`,
        );
      }
      nodeFrame.time = frame / sequenceRate;
      nodeFrame.deltaTime = 1 / sequenceRate;
    },
    gpuTexture(texture) {
      const found = internals.backend.get(texture).texture;
      if (!found) throw new Error(`quality: texture '${texture.name}' was never rendered.`);
      return found;
    },
    dispose() {
      velocity.setProjectionMatrix(null as unknown as THREE.Matrix4);
      renderer.dispose();
    },
  };
}
