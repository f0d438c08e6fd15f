import {
  fromCurrent,
  fromPrevious,
  type PairInputs,
  type Trajectory,
} from '../../lib/trajectory.reference.ts';

/** Who has each texel of the field: pixel index + 1, and whether of the previous frame; 0 for a hole. */
export type Owner = { pixel: number; previous: boolean };

/** The maths of scatter.wgsl. */
export function scatterReference(inputs: PairInputs): Owner[] {
  const { width, height } = inputs.current.size;
  const keys = new Float64Array(width * height);
  const owners: Owner[] = Array.from(keys, () => ({ pixel: 0, previous: false }));
  const visit = (path: Trajectory, pixel: number, previous: boolean): void => {
    if (!path.used) return;
    const [x, y] = [path.uv[0] * width - 0.5, path.uv[1] * height - 0.5];
    if (!(x > -1 && y > -1 && x < width && y < height)) return;
    const nearness = Math.fround(previous ? path.previousNearness : path.currentNearness);
    const home = [Math.floor(x + 0.5), Math.floor(y + 0.5)];
    for (let i = 0; i < 4; i++) {
      const [tx, ty] = [Math.floor(x) + (i & 1), Math.floor(y) + (i >> 1)];
      if (tx < 0 || ty < 0 || tx >= width || ty >= height) continue;
      const at = ty * width + tx;
      // Nearness is at most 1, so a surface at home is above every other.
      const key = nearness + (tx === home[0] && ty === home[1] ? 2 : 0);
      const before = owners[at]!;
      const order = (owner: Owner): number => owner.pixel + (owner.previous ? 2 ** 31 : 0);
      const wins = key > keys[at]! || (key === keys[at]! && order({ pixel, previous }) > order(before));
      if (wins) owners[at] = { pixel, previous };
      keys[at] = Math.max(keys[at]!, key);
    }
  };
  for (let i = 0; i < inputs.current.front.length; i++) visit(fromCurrent(inputs, i), i + 1, false);
  if (inputs.single) return owners;
  for (let i = 0; i < inputs.previous.front.length; i++) visit(fromPrevious(inputs, i), i + 1, true);
  return owners;
}
