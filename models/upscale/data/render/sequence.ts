// Renders one training sequence: world and camera through their frames, decimated to reference and inputs.
import * as THREE from 'three/webgpu';
import { getJitterOffset, getJitterPhaseCount, type Size } from '@frameloom/upscale';
import type { Platform } from '../../../../tests/quality/engine/platform.ts';
import { createStage } from '../../../../tests/quality/engine/stage.ts';
import type { Path } from '../camera/types.ts';
import type { World } from '../families/types.ts';
import { createDecimator, type DecimatedInput } from './decimator.ts';
import { createHighPass } from './high-pass.ts';
import { exposureFor, hasDetail } from './opening.ts';
import { createInputGrid, quantiseJitter } from './sizes.ts';

/** One frame of a sequence. Jitter is per ratio, in render pixels, y down: texel i holds the sample at i + 0.5 + jitter. */
export type SequenceFrame = {
  readonly cut: boolean;
  readonly reference: Uint32Array;
  readonly inputs: readonly (DecimatedInput & { readonly jitter: { x: number; y: number } })[];
  /** Vertical, radians. */
  readonly fov: number;
};

/** What to render. `jitterStart` is where in its jitter cycle the sequence begins. */
export type SequenceSpec = {
  readonly displaySize: Size;
  readonly ratios: readonly number[];
  readonly jitterStart: number;
  /** Median brightness that the first frame is exposed to, linear. Default: colours stay as they are. */
  readonly brightness?: number;
  /** Told which of the paths was taken. */
  readonly onPath?: (path: Path) => void;
  /** Default: what the device can hold. */
  readonly tileLimit?: number;
  /** Default: the product's, `getJitterOffset`. For tests. */
  readonly jitterOf?: (frame: number, ratio: number) => { x: number; y: number };
};

/** Texels a side from which a frame is tiled, where the device would hold more: memory stays below 400 MB. */
const largestTile = 6144;

/**
 * Renders the frames of a path one after the other; the world is disposed at the end. Of several paths the first is taken
 * that opens with something to see, or else the last.
 */
export async function* renderSequence(
  platform: Platform,
  world: World,
  paths: readonly Path[],
  spec: SequenceSpec,
): AsyncGenerator<SequenceFrame> {
  const camera = await openCamera(platform, world, spec);
  let gain = 1;
  try {
    for (const [attempt, path] of paths.entries()) {
      const opening = await camera.shoot(path, 0, gain);
      if (spec.brightness !== undefined) gain = exposureFor(opening.reference, spec.brightness);
      if (attempt + 1 < paths.length && !hasDetail(opening.reference, spec.displaySize, gain)) {
        gain = 1;
        continue;
      }
      spec.onPath?.(path);
      yield gain === 1 ? opening : await camera.shoot(path, 0, gain);
      for (let index = 1; index < path.frames.length; index++) yield await camera.shoot(path, index, gain);
      return;
    }
  } finally {
    camera.dispose();
    world.dispose();
  }
}

type TrainingCamera = {
  /** Renders frame `index` of a path with all colours multiplied by `gain`. */
  shoot(path: Path, index: number, gain: number): Promise<SequenceFrame>;
  dispose(): void;
};

async function openCamera(platform: Platform, world: World, spec: SequenceSpec): Promise<TrainingCamera> {
  const { displaySize } = spec;
  const grids = spec.ratios.map((ratio) => createInputGrid(displaySize, ratio));
  const jitterOf = spec.jitterOf ?? defaultJitter(displaySize, spec.jitterStart);
  const limit = spec.tileLimit ?? Math.min(largestTile, platform.device.limits.maxTextureDimension2D);
  const stage = await createStage(platform, displaySize);
  const pass = createHighPass(stage, displaySize, limit);
  const decimator = createDecimator(platform.device, displaySize, grids);
  const { near, far } = world;
  const camera = new THREE.PerspectiveCamera(50, displaySize.width / displaySize.height, near, far);
  camera.coordinateSystem = THREE.WebGPUCoordinateSystem;
  return {
    async shoot(path, index, gain) {
      const frame = path.frames[index]!;
      world.animate(frame.seconds);
      placeCamera(camera, frame);
      for (const follower of world.followers ?? []) follower.position.copy(camera.position);
      world.scene.updateMatrixWorld();
      stage.beginFrame(index);
      const jitters = grids.map(({ ratio, step }) => quantiseJitter(jitterOf(index, ratio), step));
      const texels = jitters.map(({ texel }) => texel);
      const cut = index === 0 || frame.cut;
      const same = isSame(path, index) && isSame(path, index - 1);
      pass.render(world.scene, camera, { cut, same }, (tile, textures, clipToPrevious) =>
        decimator.add(tile, textures, { clipToPrevious, near, far, gain, texels }),
      );
      const { reference, inputs } = await decimator.read();
      return {
        cut,
        reference,
        inputs: inputs.map((input, i) => ({ ...input, jitter: jitters[i]!.jitter })),
        fov: THREE.MathUtils.degToRad(camera.fov),
      };
    },
    dispose() {
      decimator.dispose();
      pass.dispose();
      stage.dispose();
    },
  };
}

/** Whether nothing at all changed from the frame before. */
function isSame({ frames }: Path, index: number): boolean {
  const [now, before] = [frames[index], frames[index - 1]];
  if (now === undefined || before === undefined || now.cut) return false;
  return JSON.stringify({ ...now, cut: false }) === JSON.stringify({ ...before, cut: false });
}

function defaultJitter(
  displaySize: Size,
  start: number,
): (frame: number, ratio: number) => { x: number; y: number } {
  return (frame, ratio) =>
    getJitterOffset(start + frame, getJitterPhaseCount(displaySize.width / ratio, displaySize.width));
}

/** Puts the camera where a path has it in one frame. */
export function placeCamera(camera: THREE.PerspectiveCamera, frame: Path['frames'][number]): void {
  camera.position.set(...frame.position);
  camera.up.set(0, 1, 0);
  camera.lookAt(...frame.target);
  camera.rotateZ(frame.roll);
  camera.fov = frame.fov;
  camera.updateProjectionMatrix();
  camera.updateMatrixWorld();
}
