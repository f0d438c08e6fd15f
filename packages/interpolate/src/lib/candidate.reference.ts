import { occlusionLimit, readBilinear, shareNearer, type Grid } from '@frameloom/gpu/frame/reference';
import type { FieldTexel } from '../passes/field/field.reference.ts';
import type { Pair } from './project.reference.ts';
import type { RealSurfaces } from './trajectory.reference.ts';

type Size = { width: number; height: number };

/** What candidates are judged by. */
export type CandidateInputs = {
  field: readonly FieldTexel[];
  fieldSize: Size;
  displaySize: Size;
  beforeSmall: Grid;
  nowSmall: Grid;
  previous: RealSurfaces;
  current: RealSurfaces;
  tolerance: { relative: number; absolute: number };
};

/** The struct of candidate.wgsl. */
export type Candidate = { previous: Pair; current: Pair; seen: Pair; error: number };

/** Mean difference of both frames around a pair of positions, as candidate.wgsl has it. */
export function differenceReference(inputs: CandidateInputs, previous: Pair, current: Pair): number {
  const { displaySize: size, beforeSmall, nowSmall } = inputs;
  let sum = 0;
  for (let i = 0; i < 5; i++) {
    const offset = i < 4 ? [((i & 1) * 2 - 1) * 2, ((i >> 1) * 2 - 1) * 2] : [0, 0];
    const at = (grid: Grid, uv: Pair): number[] =>
      readBilinear(
        grid,
        (uv[0] + offset[0]! / size.width) * grid.width,
        (uv[1] + offset[1]! / size.height) * grid.height,
      );
    const [a, b] = [at(beforeSmall, previous), at(nowSmall, current)];
    [1, 0.7, 0.7].forEach((weight, c) => (sum += weight * Math.abs(a[c]! - b[c]!)));
  }
  return sum / 5;
}

/** The surfaces of the field around `uv`. */
export type Surfaces = {
  own: FieldTexel;
  nearest: FieldTexel;
  farthest: FieldTexel;
  edge: boolean;
  ownIsFront: boolean;
};

/** The surfaces of candidate.wgsl. */
export function surfacesReference({ field, fieldSize, tolerance }: CandidateInputs, uv: Pair): Surfaces {
  const clamp = (v: number, most: number): number => Math.min(Math.max(v, 0), most);
  const ax = clamp(Math.floor(uv[0] * fieldSize.width), fieldSize.width - 1);
  const ay = clamp(Math.floor(uv[1] * fieldSize.height), fieldSize.height - 1);
  const texelAt = (x: number, y: number): FieldTexel =>
    field[clamp(y, fieldSize.height - 1) * fieldSize.width + clamp(x, fieldSize.width - 1)]!;
  const own = texelAt(ax, ay);
  let [nearest, farthest] = [own, own];
  for (let i = 0; i < 9; i++) {
    const texel = texelAt(ax + (i % 3) - 1, ay + Math.floor(i / 3) - 1);
    if (texel.nearness[1] > nearest.nearness[1]) nearest = texel;
    if (texel.nearness[1] < farthest.nearness[1]) farthest = texel;
  }
  const edge = nearest.nearness[1] > occlusionLimit(farthest.nearness[1], tolerance);
  const ownIsFront = own.nearness[1] ** 2 > nearest.nearness[1] * farthest.nearness[1];
  return { own, nearest, farthest, edge, ownIsFront };
}

/** What both frames say of a surface at `uv`. */
export function candidateReference(inputs: CandidateInputs, texel: FieldTexel, uv: Pair): Candidate {
  const previous: Pair = [uv[0] + texel.toPrevious[0], uv[1] + texel.toPrevious[1]];
  const current: Pair = [uv[0] + texel.toCurrent[0], uv[1] + texel.toCurrent[1]];
  const visible = ({ own, size, jitter }: RealSurfaces, at: Pair, nearness: number): number => {
    const moved: Pair = [at[0] - jitter[0] / size.width, at[1] - jitter[1] / size.height];
    const hidden = shareNearer(own, size, occlusionLimit(nearness, inputs.tolerance), moved);
    return isInside(at) ? 1 - hidden : 0;
  };
  const seen: Pair = [
    visible(inputs.previous, previous, texel.nearness[0]),
    visible(inputs.current, current, texel.nearness[1]),
  ];
  return { previous, current, seen, error: differenceReference(inputs, previous, current) };
}

/** Whether a position lies in the frame. */
export function isInside(uv: Pair): boolean {
  return uv.every((v) => v >= 0 && v <= 1);
}
