import { occlusionLimit } from '@frameloom/gpu/frame/reference';
import type { Matrix4 } from '../matrix.ts';
import { depthOf, project, type Nearness, type Pair } from './project.reference.ts';

type Size = { width: number; height: number };

/** What is known of one real frame, per render pixel. */
export type RealSurfaces = {
  size: Size;
  jitter: Pair;
  nearness: Nearness;
  /** Nearness of the nearest surface around. */
  front: ArrayLike<number>;
  /** Nearness of what the pixel itself shows. */
  own: ArrayLike<number>;
  still: ArrayLike<boolean>;
  /** Whether added light is here or beside. */
  light: ArrayLike<boolean>;
  /** uvPrevious − uv, two per pixel. */
  motion: ArrayLike<number>;
};

/** A pair of real frames and the time of the frame to make. */
export type PairInputs = {
  current: RealSurfaces;
  previous: RealSurfaces;
  toPrevious: Matrix4;
  toCurrent: Matrix4;
  /** Clip space of the current camera → of the one at `t`. */
  toTarget?: Matrix4;
  tolerance: { relative: number; absolute: number };
  t: number;
  /** No previous frame. */
  single: boolean;
};

/** The struct of trajectory.wgsl. */
export type Trajectory = {
  uv: Pair;
  previous: Pair;
  current: Pair;
  previousNearness: number;
  currentNearness: number;
  used: boolean;
};

/** Of pixel `index` of the current frame. */
export function fromCurrent(inputs: PairInputs, index: number): Trajectory {
  const { current: frame, previous: other, toPrevious } = inputs;
  const nearness = frame.front[index]!;
  const uv = centre(frame, index);
  const previous: Pair = [uv[0] + frame.motion[index * 2]!, uv[1] + frame.motion[index * 2 + 1]!];
  const seen = project(toPrevious, uv, depthOf(nearness, frame.nearness), other.nearness);
  return {
    uv: between(inputs, previous, uv, nearness),
    previous,
    current: uv,
    previousNearness: seen.valid ? seen.nearness : nearness,
    currentNearness: nearness,
    used: true,
  };
}

/** Of pixel `index` of the previous frame. */
export function fromPrevious(inputs: PairInputs, index: number): Trajectory {
  const { current: other, previous: frame, toCurrent, tolerance } = inputs;
  const nearness = frame.front[index]!;
  const uv = centre(frame, index);
  const seen = project(toCurrent, uv, depthOf(nearness, frame.nearness), other.nearness);
  const still = frame.still[index]!;
  const moved: Pair = [uv[0] - frame.motion[index * 2]!, uv[1] - frame.motion[index * 2 + 1]!];
  const current = still ? seen.uv : moved;
  const now = seen.valid ? seen.nearness : nearness;
  let used = seen.valid || !still;
  if (current.every((v) => v >= 0 && v < 1)) {
    const [x, y] = [Math.floor(current[0] * other.size.width), Math.floor(current[1] * other.size.height)];
    used &&= other.front[y * other.size.width + x]! > occlusionLimit(now, tolerance);
  }
  return {
    uv: between(inputs, uv, current, now),
    previous: uv,
    current,
    previousNearness: nearness,
    currentNearness: now,
    used,
  };
}

function between(inputs: PairInputs, previous: Pair, current: Pair, nearness: number): Pair {
  const { t, toTarget, toPrevious } = inputs;
  if (toTarget) {
    const depth = depthOf(nearness, inputs.current.nearness);
    const aimed = project(toTarget, current, depth, inputs.current.nearness);
    const behind = project(toPrevious, current, depth, inputs.previous.nearness);
    if (aimed.valid && behind.valid) {
      return [0, 1].map((i) => aimed.uv[i]! + (previous[i]! - behind.uv[i]!) * (1 - t)) as unknown as Pair;
    }
  }
  return [0, 1].map((i) => previous[i]! * (1 - t) + current[i]! * t) as unknown as Pair;
}

function centre({ size, jitter }: RealSurfaces, index: number): Pair {
  return [
    ((index % size.width) + 0.5 + jitter[0]) / size.width,
    (Math.floor(index / size.width) + 0.5 + jitter[1]) / size.height,
  ];
}
