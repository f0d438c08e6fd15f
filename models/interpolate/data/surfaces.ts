// Depth and motion of the frames of a sequence that count as rendered ones, as the three.js layer hands them over.
import * as THREE from 'three/webgpu';
import type { Size } from '@frameloom/gpu/frame';
import { createMotionPass } from '../../../tests/quality/engine/motion-pass.ts';
import type { Platform } from '../../../tests/quality/engine/platform.ts';
import { readTexture } from '../../../tests/quality/engine/readback.ts';
import { createStage } from '../../../tests/quality/engine/stage.ts';
import type { Path } from '../../upscale/data/camera/types.ts';
import type { World } from '../../upscale/data/families/types.ts';
import { pose } from './pictures.ts';

/** What a rendered frame brings beside its picture. */
export type Surfaces = {
  /** F32 per render pixel. */
  depth: Uint8Array;
  /** Four F16 per render pixel; the first two are three's velocity since the rendered frame before. */
  velocity: Uint8Array;
  /** Projection, then view: 16 numbers each. */
  camera: number[];
  /** A shot began after the rendered frame before. */
  cut: boolean;
};

/** Renders every `factor`-th frame of a path for its depth and motion; the camera's aspect is that of the display. */
export async function renderSurfaces(
  platform: Platform,
  world: World,
  path: Path,
  { size, renderSize, factor }: { size: Size; renderSize: Size; factor: number },
): Promise<Surfaces[]> {
  const stage = await createStage(platform, size);
  const camera = new THREE.PerspectiveCamera(50, size.width / size.height, world.near, world.far);
  camera.coordinateSystem = THREE.WebGPUCoordinateSystem;
  const pass = createMotionPass(stage, renderSize, camera);
  const frames: Surfaces[] = [];
  try {
    for (let index = 0; index < path.frames.length; index += factor) {
      pose(world, camera, path.frames[index]!);
      stage.beginFrame(frames.length);
      const since = path.frames.slice(Math.max(0, index - factor + 1), index + 1);
      const cut = index === 0 || since.some((frame) => frame.cut);
      pass.render(world.scene, cut);
      frames.push({
        depth: await readTexture(stage.device, stage.gpuTexture(pass.target.depthTexture!)),
        velocity: await readTexture(stage.device, stage.gpuTexture(pass.target.textures[1]!)),
        camera: [...camera.projectionMatrix.toArray(), ...camera.matrixWorldInverse.toArray()],
        cut,
      });
    }
    return frames;
  } finally {
    pass.dispose();
    stage.dispose();
  }
}
