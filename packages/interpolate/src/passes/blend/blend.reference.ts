import { expand, readBilinear, readCubic, type Grid, type Rgb } from '@frameloom/gpu/frame/reference';
import {
  candidateReference,
  differenceReference,
  isInside,
  surfacesReference,
  type Candidate,
  type CandidateInputs,
} from '../../lib/candidate.reference.ts';
import type { Pair } from '../../lib/project.reference.ts';
import type { FieldTexel } from '../field/field.reference.ts';
import { judgeReference } from '../judge/judge.reference.ts';

const [doubtful, certain, onesided, trust, steepness] = [0.008, 0.004, 0.08, 0.5, 60];

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const mix = (a: number, b: number, share: number): number => a + (b - a) * share;

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
export function flowEndsReference(
  { displaySize: size, t, flow }: BlendInputs,
  x: number,
  y: number,
): [Pair, Pair] {
  const uv: Pair = [(x + 0.5) / size.width, (y + 0.5) / size.height];
  const [vx, vy] = readBilinear(flow, (x + 0.5) / 8, (y + 0.5) / 8);
  const vector: Pair = [(vx! * 2) / size.width, (vy! * 2) / size.height];
  return [
    [uv[0] + t * vector[0], uv[1] + t * vector[1]],
    [uv[0] - (1 - t) * vector[0], uv[1] - (1 - t) * vector[1]],
  ];
}

/**
 * The maths of blend.wgsl at one display pixel, without HUD and cuts: linear colour and alpha. `choice` are the eight parameters
 * of learned.wgsl, −1…1.
 */
export function blendReference(
  inputs: BlendInputs,
  x: number,
  y: number,
  choice: readonly number[] = Array.from({ length: 8 }, () => 0),
): number[] {
  const { displaySize: size, t, single } = inputs;
  const uv: Pair = [(x + 0.5) / size.width, (y + 0.5) / size.height];
  const [contrast, lean, nearer, time, flow, flowContrast, flowTime, sharpness] = choice as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const around = surfacesReference(inputs, uv);
  const own = judgedReference(inputs, around.own, uv);
  const texel = around.ownIsFront ? around.farthest : around.nearest;
  const isCertain = own.error < certain && Math.min(...own.seen) > 0.9;
  const isOpen = around.edge && !isCertain;
  const other = isOpen ? candidateReference(inputs, texel, uv) : own;
  const side = texel.nearness[1] > around.own.nearness[1] ? 1 : -1;
  const doubt = (one: Candidate): number => {
    const both = Math.min(...one.seen);
    return Math.log(mix(onesided, one.error, both) + 0.004);
  };
  const toOther = isOpen
    ? sigmoid(8 * 2 ** (2 * contrast) * (doubt(own) - doubt(other) - 0.5 + 2 * lean + 2 * nearer * side))
    : 0;
  const ends = flowEndsReference(inputs, x, y);
  const flowError = differenceReference(inputs, ...ends);
  const gainOf = ({ seen, error }: Candidate): number =>
    (trust * error - flowError) * Math.max(Math.min(...seen), 1 - Math.max(...seen));
  const gain = mix(gainOf(own), gainOf(other), toOther);
  const asked = t <= 1 && !isCertain && (around.edge || own.error > doubtful);
  const toFlow = asked ? sigmoid(12 * (2 ** flowContrast * steepness * gain - 0.5 + flow)) : 0;
  const share = (seen: Pair, shift: number): number => {
    if (single) return 1;
    if (t > 1) return sigmoid(7 + Math.log((seen[1] + 1e-6) / (seen[0] + 1e-6)));
    return sigmoid(Math.log(t / (1 - t)) + Math.log((seen[1] + 1e-3) / (seen[0] + 1e-3)) + 8 * shift);
  };
  const soft = (image: Grid, x: number, y: number): number[] => {
    const at = [x, y].map((position) => {
      const centre = Math.floor(position - 0.5) + 0.5;
      const f = position - centre;
      return centre + f * f * (3 - 2 * f);
    });
    return readBilinear(image, at[0]!, at[1]!);
  };
  const read = (image: Grid, at: Pair, sharper: number): number[] => {
    const [px, py] = [at[0] * size.width, at[1] * size.height];
    const smooth = soft(image, px, py);
    return readCubic(image, px, py).map((value, c) => Math.max(mix(smooth[c]!, value, 1 + sharper), 0));
  };
  const pair = (a: Pair, b: Pair, current: number, sharper = 0): number[] => {
    const [first, second] = [read(inputs.before, a, sharper), read(inputs.now, b, sharper)];
    return first.map((value, c) => mix(value, second[c]!, current));
  };
  const ownColor = pair(own.previous, own.current, share(own.seen, time), sharpness);
  const otherColor = pair(other.previous, other.current, share(other.seen, time));
  const inside: Pair = [Number(isInside(ends[0])), Number(isInside(ends[1]))];
  const flowColor = pair(...ends, share(inside, flowTime));
  const sum = ownColor.map((value, c) => mix(mix(value, otherColor[c]!, toOther), flowColor[c]!, toFlow));
  return [...expand(sum.slice(0, 3) as Rgb, inputs.hdr), sum[3]!];
}

/** The surface of a texel of the field, as it was judged at the centre of the texel. */
function judgedReference(inputs: BlendInputs, texel: FieldTexel, uv: Pair): Candidate {
  const { width, height } = inputs.fieldSize;
  const centre = (v: number, size: number): number => (Math.min(Math.floor(v * size), size - 1) + 0.5) / size;
  const { seen, error } = judgeReference(inputs, [centre(uv[0], width), centre(uv[1], height)]);
  const { toPrevious, toCurrent } = texel;
  return {
    previous: [uv[0] + toPrevious[0], uv[1] + toPrevious[1]],
    current: [uv[0] + toCurrent[0], uv[1] + toCurrent[1]],
    seen,
    error,
  };
}
