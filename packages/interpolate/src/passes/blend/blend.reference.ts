import { expand, readBilinear, readCubic, type Grid, type Rgb } from '@frameloom/gpu/frame/reference';
import {
  chooseReference,
  differenceReference,
  isInside,
  type CandidateInputs,
} from '../../lib/candidate.reference.ts';
import type { Pair } from '../../lib/project.reference.ts';
import { decideReference } from './decide.reference.ts';

/** Inputs of blend.wgsl as numbers. */
export type BlendInputs = CandidateInputs & {
  before: Grid;
  now: Grid;
  /** x, y in texels of half the display size, to the previous frame. */
  flow: Grid;
  t: number;
  /** No previous frame. */
  single: boolean;
  hdr: boolean;
};

/** Where the flow of a display pixel leads in both frames. */
export function flowEndsReference({ displaySize: size, t, flow }: BlendInputs, x: number, y: number): [Pair, Pair] {
  const uv: Pair = [(x + 0.5) / size.width, (y + 0.5) / size.height];
  const [vx, vy] = readBilinear(flow, (x + 0.5) / 8, (y + 0.5) / 8);
  const vector: Pair = [(vx! * 2) / size.width, (vy! * 2) / size.height];
  return [
    [uv[0] + t * vector[0], uv[1] + t * vector[1]],
    [uv[0] - (1 - t) * vector[0], uv[1] - (1 - t) * vector[1]],
  ];
}

/** Difference along the motion from which the flow is asked. */
const doubtful = 0.008;

/** The maths of blend.wgsl at one display pixel, without HUD and cuts: linear colour and alpha. */
export function blendReference(inputs: BlendInputs, x: number, y: number): number[] {
  const { displaySize: size, t, single } = inputs;
  const uv: Pair = [(x + 0.5) / size.width, (y + 0.5) / size.height];
  const chosen = chooseReference(inputs, uv);
  const [flowPrevious, flowCurrent] = flowEndsReference(inputs, x, y);
  const weights = decideReference({
    share: t > 1 ? [single ? 0 : 1e-3, 1] : [1 - t, t],
    seen: [single ? 0 : chosen.seen[0], chosen.seen[1]],
    motionError: chosen.error,
    flowError: differenceReference(inputs, flowPrevious, flowCurrent),
    flowSeen: [Number(isInside(flowPrevious)), Number(isInside(flowCurrent))],
    flowHolds: t <= 1 && chosen.error > doubtful,
  });
  const places: [Grid, Pair][] = [
    [inputs.before, chosen.previous],
    [inputs.now, chosen.current],
    [inputs.before, flowPrevious],
    [inputs.now, flowCurrent],
  ];
  const sum = [0, 0, 0, 0];
  places.forEach(([image, at], i) => {
    const values = readCubic(image, at[0] * size.width, at[1] * size.height);
    values.forEach((value, c) => (sum[c]! += Math.max(value, 0) * weights[i]!));
  });
  return [...expand(sum.slice(0, 3) as Rgb, inputs.hdr), sum[3]!];
}
