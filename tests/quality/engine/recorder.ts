// Writes down what a temporal upscaler receives, so that one can be tuned without rendering anything.
import * as THREE from 'three/webgpu';
import { velocity } from 'three/tsl';
import type { SceneSource } from '../sequences/types.ts';
import { jitterOffset, jitterPhases, withJitter } from './jitter.ts';
import type { Platform, Size } from './platform.ts';
import { openPlay, renderSizeOf, type RunSpec } from './play.ts';
import { readTexture } from './readback.ts';
import { createScenePass } from './scene-pass.ts';

/** The raw inputs of one frame at render size, rows top first. */
export type RecordedFrame = {
  readonly color: Uint8Array<ArrayBuffer>;
  readonly opaque: Uint8Array<ArrayBuffer>;
  readonly depth: Uint8Array<ArrayBuffer>;
  readonly velocity: Uint8Array<ArrayBuffer>;
  readonly meta: RecordedMeta;
};

/** Jitter in render pixels, y down; camera in three's units; `fov` is vertical, in radians; matrices column-major, unjittered. */
export type RecordedMeta = {
  readonly index: number;
  readonly cut: boolean;
  readonly jitter: { readonly x: number; readonly y: number };
  readonly camera: {
    readonly near: number;
    readonly far: number;
    readonly fov: number;
    readonly projection: readonly number[];
    readonly view: readonly number[];
  };
};

/** Renders the sequence jittered at render size with velocity and depth; textures biased by log2(1/ratio) − 1. */
export async function recordInputs(
  platform: Platform,
  source: SceneSource,
  spec: RunSpec,
  onFrame: (frame: RecordedFrame) => void | Promise<void>,
): Promise<{ renderSize: Size; phases: number; mipBias: number }> {
  const renderSize = renderSizeOf(spec);
  const phases = jitterPhases(spec.ratio);
  const mipBias = Math.log2(1 / spec.ratio) - 1;
  const play = await openPlay(platform, source, spec);
  const { stage, built } = play;
  const { camera } = built;
  const pass = createScenePass(stage, renderSize, { mipBias, velocity: true });
  const opaquePass = createScenePass(stage, renderSize, { mipBias });
  const unjittered = new THREE.Matrix4();
  const read = (texture: THREE.Texture): Promise<Uint8Array<ArrayBuffer>> =>
    readTexture(platform.device, stage.gpuTexture(texture));
  try {
    for (let index = 0; index < spec.frames; index++) {
      const { cut } = play.pose(index);
      const jitter = jitterOffset(index, phases);
      unjittered.copy(camera.projectionMatrix);
      velocity.setProjectionMatrix(unjittered);
      withJitter(camera, jitter, renderSize, () => {
        pass.render(built.scene, camera);
        stage.renderer.transparent = false;
        opaquePass.render(built.scene, camera);
        stage.renderer.transparent = true;
      });
      const [colorTexture, velocityTexture] = pass.target.textures;
      await onFrame({
        color: await read(colorTexture!),
        opaque: await read(opaquePass.target.texture),
        depth: await read(pass.target.depthTexture!),
        velocity: await read(velocityTexture!),
        meta: {
          index,
          cut,
          jitter,
          camera: {
            near: camera.near,
            far: camera.far,
            fov: THREE.MathUtils.degToRad(camera.fov),
            projection: unjittered.toArray(),
            view: camera.matrixWorldInverse.toArray(),
          },
        },
      });
    }
  } finally {
    pass.dispose();
    opaquePass.dispose();
    play.dispose();
  }
  return { renderSize, phases, mipBias };
}
