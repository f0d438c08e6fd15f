import {
  fromCurrent,
  fromPrevious,
  type PairInputs,
  type Trajectory,
} from '../../lib/trajectory.reference.ts';
import type { Owner } from '../scatter/scatter.reference.ts';

/** A texel of the field: ways to both real frames in uv, nearness there, and 1 current, 2 previous, 0 filled. */
export type FieldTexel = {
  toPrevious: readonly [number, number];
  toCurrent: readonly [number, number];
  nearness: readonly [number, number];
  kind: number;
};

/** Texels that a hole is searched around. */
const reach = 16;

/** The maths of field.wgsl. */
export function fieldReference(inputs: PairInputs, owners: readonly Owner[]): FieldTexel[] {
  const { width, height } = inputs.current.size;
  const pathOf = ({ pixel, previous }: Owner): Trajectory =>
    previous ? fromPrevious(inputs, pixel - 1) : fromCurrent(inputs, pixel - 1);
  return owners.map((owner, i) => {
    if (owner.pixel > 0) return texelOf(pathOf(owner), owner.previous ? 2 : 1);
    let found: Trajectory | undefined;
    for (let k = 0; k < 9; k++) {
      if (k === 4) continue;
      for (let step = 1; step <= reach; step++) {
        const x = (i % width) + ((k % 3) - 1) * step;
        const y = Math.floor(i / width) + (Math.floor(k / 3) - 1) * step;
        const other = x >= 0 && y >= 0 && x < width && y < height ? owners[y * width + x]! : undefined;
        if (!other || other.pixel === 0) continue;
        const path = pathOf(other);
        if (!found || path.currentNearness < found.currentNearness) found = path;
        break;
      }
    }
    return found ? texelOf(found, 0) : { toPrevious: [0, 0], toCurrent: [0, 0], nearness: [0, 0], kind: 0 };
  });
}

function texelOf(path: Trajectory, kind: number): FieldTexel {
  return {
    toPrevious: [path.previous[0] - path.uv[0], path.previous[1] - path.uv[1]],
    toCurrent: [path.current[0] - path.uv[0], path.current[1] - path.uv[1]],
    nearness: [path.previousNearness, path.currentNearness],
    kind,
  };
}
