import { expand, readCubic, type Grid, type Rgb } from '@frameloom/gpu/frame/reference';
import {
  candidateReference,
  differenceReference,
  doubtReference,
  isInside,
  surfacesReference,
  type Candidate,
} from '../../lib/candidate.reference.ts';
import type { Pair } from '../../lib/project.reference.ts';
import { flowEndsReference, type BlendInputs } from './blend.reference.ts';

const [doubtful, trust, steepness] = [0.008, 0.5, 60];

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const mix = (a: number, b: number, share: number): number => a + (b - a) * share;

/**
 * The maths of learned.wgsl at one display pixel: linear colour and alpha. `parameters` are the eight numbers of the pixel, 0…1.
 */
export function learnedReference(
  inputs: BlendInputs,
  parameters: readonly number[],
  x: number,
  y: number,
): number[] {
  const { displaySize: size, t } = inputs;
  const uv: Pair = [(x + 0.5) / size.width, (y + 0.5) / size.height];
  const [contrast, lean, nearer, time, flow, flowContrast, flowTime, sharpness] = parameters.map(
    (value) => value * 2 - 1,
  ) as [number, number, number, number, number, number, number, number];
  const around = surfacesReference(inputs, uv);
  const own = candidateReference(inputs, around.own, uv);
  const texel = around.ownIsFront ? around.farthest : around.nearest;
  const other = around.edge ? candidateReference(inputs, texel, uv) : own;
  const side = texel.nearness[1] > around.own.nearness[1] ? 1 : -1;
  const doubt = (one: Candidate): number => Math.log(doubtReference(one) + 0.004);
  const toOther = around.edge
    ? sigmoid(8 * 2 ** (2 * contrast) * (doubt(own) - doubt(other) - 0.5 + 2 * lean + 2 * nearer * side))
    : 0;
  const ends = flowEndsReference(inputs, x, y);
  const flowError = differenceReference(inputs, ...ends);
  const gainOf = ({ seen, error }: Candidate): number =>
    (trust * error - flowError) * Math.max(Math.min(...seen), 1 - Math.max(...seen));
  const gain = mix(gainOf(own), gainOf(other), toOther);
  const asked = around.edge || own.error > doubtful;
  const toFlow = asked ? sigmoid(12 * (2 ** (2 * flowContrast) * steepness * gain - 0.5 + 3 * flow)) : 0;
  const share = (seen: Pair, shift: number): number =>
    sigmoid(Math.log(t / (1 - t)) + Math.log((seen[1] + 1e-3) / (seen[0] + 1e-3)) + 8 * shift);
  const read = (image: Grid, at: Pair, slope: number): number[] =>
    readCubic(image, at[0] * size.width, at[1] * size.height, slope).map((value) => Math.max(value, 0));
  const pair = (a: Pair, b: Pair, current: number, slope = -0.65): number[] => {
    const [first, second] = [read(inputs.before, a, slope), read(inputs.now, b, slope)];
    return first.map((value, c) => mix(value, second[c]!, current));
  };
  const ownColor = pair(own.previous, own.current, share(own.seen, time), -0.65 * (1 + sharpness));
  const otherColor = pair(other.previous, other.current, share(other.seen, time));
  const inside: Pair = [Number(isInside(ends[0])), Number(isInside(ends[1]))];
  const flowColor = pair(...ends, share(inside, flowTime));
  const sum = ownColor.map((value, c) => mix(mix(value, otherColor[c]!, toOther), flowColor[c]!, toFlow));
  return [...expand(sum.slice(0, 3) as Rgb, inputs.hdr), sum[3]!];
}
