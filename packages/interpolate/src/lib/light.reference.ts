import { readBilinear, type Grid } from '@frameloom/gpu/frame/reference';
import type { Candidate, CandidateInputs } from './candidate.reference.ts';
import type { Pair } from './project.reference.ts';
import type { RealSurfaces } from './trajectory.reference.ts';

const unexplained = 0.02;

/** `isAtRest` of light.wgsl. */
export function isAtRestReference(inputs: CandidateInputs, candidate: Candidate, uv: Pair): boolean {
  const { previous, current } = candidate;
  const motion: Pair = [previous[0] - current[0], previous[1] - current[1]];
  const explains = (surfaces: RealSurfaces, along: number): boolean =>
    isLit(surfaces, uv) && along > unexplained;
  return (
    explains(inputs.previous, apart(inputs, uv, [uv[0] - motion[0], uv[1] - motion[1]])) ||
    explains(inputs.current, apart(inputs, [uv[0] + motion[0], uv[1] + motion[1]], uv))
  );
}

function isLit({ light, size, jitter }: RealSurfaces, uv: Pair): boolean {
  const texel = (axis: 0 | 1, most: number): number =>
    Math.min(Math.max(Math.floor(uv[axis] * most - jitter[axis]), 0), most - 1);
  return light[texel(1, size.height) * size.width + texel(0, size.width)]!;
}

function apart({ beforeSmall, nowSmall }: CandidateInputs, previous: Pair, current: Pair): number {
  const read = (grid: Grid, at: Pair): number[] =>
    readBilinear(grid, at[0] * grid.width, at[1] * grid.height);
  const [a, b] = [read(beforeSmall, previous), read(nowSmall, current)];
  return [1, 0.7, 0.7].reduce((sum, weight, c) => sum + weight * Math.abs(a[c]! - b[c]!), 0);
}
