// For every display pixel, how many frames ago the surface in it was uncovered. Found from the geometry itself, not from any
// method: each opaque surface knows where and how deep it was a frame ago, and the depth of that frame says who hid it.
import * as THREE from 'three/webgpu';
import { positionPrevious, velocity } from 'three/tsl';
import type { SceneSource } from '../sequences/types.ts';
import type { Platform } from './platform.ts';
import { halfToNumber } from './half.ts';
import { openPlay, type RunSpec } from './play.ts';
import { readTexture } from './readback.ts';
import { createScenePass } from './scene-pass.ts';

/** Ages from here on mean: not uncovered within this shot, or not known (borders, cuts, new objects). */
export const ageUnknown = 255;
const oldest = 200;
/** Two depths closer than this part of their value are one surface. */
const depthTolerance = 0.02;
/** Neighbours, of eight, that must have been uncovered together: fewer is a thin bar that one sample hit and the next missed. */
const fewestNeighbours = 5;

/** Calls back with one byte per display pixel for each frame: frames since uncovered, or {@link ageUnknown}. */
export async function renderAges(
  platform: Platform,
  source: SceneSource,
  spec: RunSpec,
  onFrame: (index: number, ages: Uint8Array<ArrayBuffer>) => void | Promise<void>,
): Promise<void> {
  const play = await openPlay(platform, source, spec);
  const { stage, built } = play;
  const motion = velocity as unknown as {
    previousCameraViewMatrix: THREE.Node<'mat4'>;
    previousModelWorldMatrix: THREE.Node<'mat4'>;
  };
  const previousView = motion.previousCameraViewMatrix
    .mul(motion.previousModelWorldMatrix)
    .mul(positionPrevious as never) as unknown as THREE.Node<'vec4'>;
  const pass = createScenePass(stage, spec.size, {
    velocity: true,
    extra: { previousDepth: previousView.z.negate() },
  });
  const read = async (texture: THREE.Texture): Promise<Uint8Array<ArrayBuffer>> =>
    readTexture(platform.device, stage.gpuTexture(texture));
  let before: { depth: Float32Array; ages: Uint8Array } | undefined;
  try {
    for (let index = 0; index < spec.frames; index++) {
      const { cut } = play.pose(index);
      stage.renderer.transparent = false;
      pass.render(built.scene, built.camera);
      stage.renderer.transparent = true;
      const [, motionTexture, depthTexture] = pass.target.textures;
      const depth = viewDepth(await read(pass.target.depthTexture!), built.camera);
      const geometry = {
        ...spec.size,
        motion: new Uint16Array((await read(motionTexture!)).buffer),
        previousDepth: everyFourth(new Float32Array((await read(depthTexture!)).buffer), depth.length),
      };
      const ages =
        before && !cut ? ageFrame(geometry, depth, before) : new Uint8Array(depth.length).fill(ageUnknown);
      await onFrame(index, ages);
      before = { depth, ages };
    }
  } finally {
    pass.dispose();
    play.dispose();
  }
}

type Geometry = {
  readonly width: number;
  readonly height: number;
  /** Half floats, two a pixel: NDC now − NDC then. */
  readonly motion: Uint16Array;
  /** View depth a frame ago of the surface that is seen now. */
  readonly previousDepth: Float32Array;
};

function ageFrame(
  geometry: Geometry,
  depth: Float32Array,
  before: { depth: Float32Array; ages: Uint8Array },
): Uint8Array<ArrayBuffer> {
  const { width, height, motion, previousDepth } = geometry;
  const ages = new Uint8Array(depth.length).fill(ageUnknown);
  for (let i = 0; i < ages.length; i++) {
    if (!Number.isFinite(depth[i]!)) continue;
    const x = (i % width) - halfToNumber(motion[2 * i]!) * 0.5 * width;
    const y = Math.floor(i / width) + halfToNumber(motion[2 * i + 1]!) * 0.5 * height;
    if (!(x >= 0 && y >= 0 && x <= width - 1 && y <= height - 1)) continue;
    const expected = previousDepth[i]!;
    const margin = depthTolerance * expected;
    let youngest = -1;
    let hidden = 0;
    for (let corner = 0; corner < 4; corner++) {
      const cx = corner & 1 ? Math.ceil(x) : Math.floor(x);
      const cy = corner & 2 ? Math.ceil(y) : Math.floor(y);
      const then = before.depth[cy * width + cx]!;
      if (Math.abs(then - expected) <= margin) youngest = Math.max(youngest, before.ages[cy * width + cx]!);
      else if (then < expected) hidden += 1;
    }
    if (youngest >= 0) ages[i] = youngest >= oldest ? ageUnknown : youngest + 1;
    else if (hidden === 4) ages[i] = 0;
  }
  return withoutSpecks(ages, width);
}

function withoutSpecks(ages: Uint8Array<ArrayBuffer>, width: number): Uint8Array<ArrayBuffer> {
  const result = ages.slice();
  const around = [-width - 1, -width, -width + 1, -1, 1, width - 1, width, width + 1];
  for (let i = 0; i < ages.length; i++) {
    if (ages[i] !== 0) continue;
    const fresh = around.reduce((count, step) => count + Number(ages[i + step] === 0), 0);
    if (fresh < fewestNeighbours) result[i] = ageUnknown;
  }
  return result;
}

/** Positive view depth of a normal [0, 1] depth buffer; Infinity where nothing was drawn. */
function viewDepth(bytes: Uint8Array<ArrayBuffer>, camera: THREE.PerspectiveCamera): Float32Array {
  const { near, far } = camera;
  return new Float32Array(bytes.buffer).map((d) =>
    d >= 1 ? Number.POSITIVE_INFINITY : (near * far) / (far - d * (far - near)),
  );
}

/** The red channel, where the attachment has four. */
function everyFourth(values: Float32Array, pixels: number): Float32Array {
  const step = values.length / pixels;
  return Float32Array.from({ length: pixels }, (_, i) => values[i * step]!);
}
