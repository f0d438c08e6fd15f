import { readBilinear, type Grid } from '@frameloom/gpu/frame/reference';

type Vector = [number, number];

/** Inputs of flow.wgsl as numbers; grids of vectors have x, y, difference and one more per block. */
export type FlowInputs = {
  before: Grid;
  now: Grid;
  coarser: Grid;
  /** Of the renderer at a uv, in uv. */
  motionAt(u: number, v: number): Vector;
  stage: 'coarsest' | 'finer' | 'repeated';
  /** Constants other than the defaults. */
  constants?: Partial<typeof defaults>;
};

const defaults = { smoothness: 0.002, settled: 0.005, free: 0, outside: 0 };

/** The maths of flow.wgsl: vector and difference of each block. */
export function flowReference(inputs: FlowInputs): Grid {
  const { now, stage } = inputs;
  const { smoothness, settled, free } = { ...defaults, ...inputs.constants };
  const [width, height] = [Math.ceil(now.width / 4), Math.ceil(now.height / 4)];
  const data = new Float64Array(width * height * 3);
  for (let i = 0; i < width * height; i++)
    data.set(matchBlock(inputs, i % width, Math.floor(i / width)), i * 3);
  return { width, height, channels: 3, data };

  function matchBlock(of: FlowInputs, bx: number, by: number): number[] {
    const centre: Vector = [(bx + 0.5) * 4, (by + 0.5) * 4];
    const { given, expected, candidates } = candidatesOf(of, bx, by, centre);
    const alongMotion = blockDifference(of, centre, given);
    if (stage !== 'coarsest' && alongMotion < settled) return [...given, alongMotion];
    let best = { vector: [0, 0] as Vector, cost: 1e9, difference: 0 };
    const consider = (vector: Vector): void => {
      const difference = blockDifference(of, centre, vector);
      const away = Math.hypot(vector[0] - expected[0], vector[1] - expected[1]);
      const cost = difference + smoothness * Math.min(Math.max(away - free, 0), 8);
      if (cost < best.cost) best = { vector, cost, difference };
    };
    candidates.forEach(consider);
    for (let step = 1, n = stage === 'repeated' ? 3 : 1; n > 0; n--, step /= 2) {
      const [x, y] = best.vector;
      for (let k = 0; k < 9; k++) {
        if (k !== 4) consider([x + step * ((k % 3) - 1), y + step * (Math.floor(k / 3) - 1)]);
      }
    }
    return [...best.vector, best.difference];
  }
}

function candidatesOf(
  { now, coarser, motionAt, stage }: FlowInputs,
  bx: number,
  by: number,
  centre: Vector,
): { given: Vector; expected: Vector; candidates: Vector[] } {
  const motion = motionAt(centre[0] / now.width, centre[1] / now.height);
  const given: Vector = [motion[0] * now.width, motion[1] * now.height];
  const last: Vector[] = [given, [0, 0]];
  if (stage === 'coarsest') {
    const all = Array.from({ length: 81 }, (_, i): Vector => [(i % 9) - 4, Math.floor(i / 9) - 4]);
    return { given, expected: [0, 0], candidates: [...all, ...last] };
  }
  const scale = stage === 'repeated' ? 1 : 2;
  const [ox, oy] = stage === 'repeated' ? [bx, by] : [bx >> 1, by >> 1];
  const [sx, sy] = stage === 'repeated' ? [1, 1] : [(bx & 1) * 2 - 1, (by & 1) * 2 - 1];
  const at = (x: number, y: number): Vector => {
    const cx = Math.min(Math.max(ox + x, 0), coarser.width - 1);
    const cy = Math.min(Math.max(oy + y, 0), coarser.height - 1);
    const texel = (cy * coarser.width + cx) * coarser.channels;
    return [coarser.data[texel]! * scale, coarser.data[texel + 1]! * scale];
  };
  const own = at(0, 0);
  const around = [own, at(sx, 0), at(0, sy), at(sx, sy)];
  if (stage === 'repeated') around.push(at(-1, 0), at(0, -1), at(-1, -1));
  return { given, expected: own, candidates: [...around, ...last] };
}

function blockDifference({ before, now, constants }: FlowInputs, centre: Vector, vector: Vector): number {
  const { outside } = { ...defaults, ...constants };
  const isInside = (px: number, py: number): boolean =>
    px >= 0 && py >= 0 && px <= now.width && py <= now.height;
  let sum = 0;
  for (let i = 0; i < 16; i++) {
    const [x, y] = [centre[0] - 3 + 2 * (i % 4), centre[1] - 3 + 2 * Math.floor(i / 4)];
    const [dx, dy] = [vector[0] / 2, vector[1] / 2];
    if (outside > 0 && !(isInside(x + dx, y + dy) && isInside(x - dx, y - dy))) {
      sum += outside;
      continue;
    }
    const a = readBilinear(before, x + dx, y + dy);
    const b = readBilinear(now, x - dx, y - dy);
    [1, 0.7, 0.7].forEach((weight, c) => (sum += weight * Math.abs(a[c]! - b[c]!)));
  }
  return sum / 16;
}
