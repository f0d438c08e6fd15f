import { dilateReference } from '@frameloom/gpu/frame/reference';
import type { Matrix4 } from '../../matrix.ts';
import { depthOf, project, type Nearness, type Pair } from '../../lib/project.reference.ts';

/** Inputs of prepare.wgsl as numbers. */
export type PrepareInputs = {
  size: { width: number; height: number };
  depth: ArrayLike<number>;
  /** Two per pixel. */
  motionVectors: ArrayLike<number>;
  /** Added light, one per pixel. */
  additive?: ArrayLike<number>;
  motionScale: Pair;
  jitter: Pair;
  nearness: Nearness;
  previousNearness: Nearness;
  toPrevious: Matrix4;
  single: boolean;
};

/** What prepare.wgsl writes, per pixel. */
export type PrepareResult = {
  motion: Float64Array;
  front: Float64Array;
  own: Float64Array;
  still: boolean[];
  /** Whether there is light here or on a pixel beside. */
  light: boolean[];
};

const lit = 0.1;
/** Render pixels by which motion may differ from the camera's. */
const stillPixels = 0.3;

/** The maths of prepare.wgsl. */
export function prepareReference(inputs: PrepareInputs): PrepareResult {
  const { size, depth, motionVectors, nearness } = inputs;
  const pixels = size.width * size.height;
  const nearnessAt = (texel: number): number => nearness.offset + nearness.slope * depth[texel]!;
  const result: PrepareResult = {
    motion: new Float64Array(pixels * 2),
    front: new Float64Array(pixels),
    own: new Float64Array(pixels),
    still: Array.from({ length: pixels }, () => false),
    light: Array.from({ length: pixels }, (_, i) => isLit(inputs, i)),
  };
  for (let i = 0; i < pixels; i++) {
    const front = dilateReference(nearnessAt, i % size.width, Math.floor(i / size.width), size);
    result.front[i] = front.nearness;
    result.own[i] = Math.min(Math.max(nearnessAt(i), 0), 1);
    if (inputs.single) continue;
    const move = [0, 1].map((c) => {
      const v = motionVectors[front.at * 2 + c]! * inputs.motionScale[c]!;
      return Number.isFinite(v) ? v : 0;
    });
    result.motion.set(move, i * 2);
    const uv: Pair = [
      ((front.at % size.width) + 0.5 + inputs.jitter[0]) / size.width,
      (Math.floor(front.at / size.width) + 0.5 + inputs.jitter[1]) / size.height,
    ];
    const depthThere = depthOf(front.nearness, nearness);
    const seen = project(inputs.toPrevious, uv, depthThere, inputs.previousNearness);
    const apart = Math.hypot(
      (seen.uv[0] - uv[0] - move[0]!) * size.width,
      (seen.uv[1] - uv[1] - move[1]!) * size.height,
    );
    result.still[i] = seen.valid && apart < stillPixels;
  }
  return result;
}

function isLit({ additive, size }: PrepareInputs, pixel: number): boolean {
  const clamp = (v: number, most: number): number => Math.min(Math.max(v, 0), most - 1);
  const [x, y] = [pixel % size.width, Math.floor(pixel / size.width)];
  return Array.from({ length: 9 }, (_, i) => {
    const row = clamp(y + Math.floor(i / 3) - 1, size.height);
    return additive?.[row * size.width + clamp(x + (i % 3) - 1, size.width)] ?? 0;
  }).some((value) => value > lit);
}
