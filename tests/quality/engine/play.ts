// Walks a scene through its measured sequence, one three.js frame per sequence frame.
import * as THREE from 'three/webgpu';
import type { MeasuredScene, SceneSource } from '../sequences/types.ts';
import type { Platform, Size } from './platform.ts';
import { createStage, type Stage } from './stage.ts';

/** What is rendered: display size in pixels, display/render ratio, number of frames, samples per reference pixel. */
export type RunSpec = {
  readonly size: Size;
  readonly ratio: number;
  readonly frames: number;
  readonly samples: number;
};

/** Render size of a spec, as three's PassNode rounds it. */
export function renderSizeOf(spec: Pick<RunSpec, 'size' | 'ratio'>): Size {
  return {
    width: Math.max(1, Math.floor(spec.size.width / spec.ratio)),
    height: Math.max(1, Math.floor(spec.size.height / spec.ratio)),
  };
}

/** A posed frame: its number and whether it begins a new shot. */
export type PosedFrame = { readonly index: number; readonly cut: boolean };

/** A stage with a scene of its own. */
export type Play = {
  readonly stage: Stage;
  readonly built: MeasuredScene;
  /** Poses frame `index` and advances three by one frame. */
  pose(index: number): PosedFrame;
  dispose(): void;
};

/** Opens a fresh scene on a fresh stage. */
export async function openPlay(platform: Platform, source: SceneSource, spec: RunSpec): Promise<Play> {
  const stage = await createStage(platform, spec.size);
  const built = await source.open();
  const { camera } = built;
  return {
    stage,
    built,
    pose(index) {
      const { cut } = built.sequence(index);
      // three sets this at the first render and then rebuilds the projection, which would undo a jitter.
      camera.coordinateSystem = THREE.WebGPUCoordinateSystem;
      camera.aspect = spec.size.width / spec.size.height;
      camera.updateProjectionMatrix();
      camera.updateMatrixWorld();
      stage.beginFrame(index);
      return { index, cut };
    },
    dispose() {
      built.dispose();
      stage.dispose();
    },
  };
}
