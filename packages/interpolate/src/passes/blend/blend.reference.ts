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
import { chooseReference, type ChoiceReference } from './choose.reference.ts';

const little = 0.1;
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

/** The maths of blend.wgsl at one display pixel, without HUD and cuts: linear colour and alpha. `choice`: of a network. */
export function blendReference(
  inputs: BlendInputs,
  x: number,
  y: number,
  choice?: ChoiceReference,
): number[] {
  const { displaySize: size, t, single, hdr } = inputs;
  const uv: Pair = [(x + 0.5) / size.width, (y + 0.5) / size.height];
  const around = surfacesReference(inputs, uv);
  const own = judgedReference(inputs, around.own, uv);
  const texel = around.ownIsFront ? around.farthest : around.nearest;
  if (own.atRest && t <= 1) {
    const [b, n] = [inputs.before, inputs.now].map((image) => readWarped(image, uv, size, 0)) as [
      number[],
      number[],
    ];
    const rest = b.map((value, c) => mix(value, n[c]!, t));
    return [...expand(rest.slice(0, 3) as Rgb, hdr), rest[3]!];
  }
  const isCertain = own.error < certain && Math.min(...own.seen) > 0.9;
  const isOpen = around.edge && !isCertain;
  const other = isOpen ? candidateReference(inputs, texel, uv) : own;
  const ends = flowEndsReference(inputs, x, y);
  const inside: Pair = [Number(isInside(ends[0])), Number(isInside(ends[1]))];
  const share = (seen: Pair): number => {
    if (single) return 1;
    if (t > 1) return sigmoid(7 + Math.log((seen[1] + 1e-6) / (seen[0] + 1e-6)));
    return sigmoid(Math.log(t / (1 - t)) + Math.log((seen[1] + 1e-3) / (seen[0] + 1e-3)));
  };
  let shares = {
    toOther: isOpen ? sigmoid(8 * (doubtOf(own) - doubtOf(other) - 0.5)) : 0,
    toFlow: 0,
    own: share(own.seen),
    other: share(other.seen),
    flow: share(inside),
  };
  if (t <= 1 && !isCertain && (around.edge || own.error > doubtful)) {
    const flowError = differenceReference(inputs, ...ends);
    const gain = mix(gainOf(own, flowError), gainOf(other, flowError), shares.toOther);
    shares.toFlow = sigmoid(12 * (steepness * gain - 0.5));
    const nearer = texel.nearness[1] > around.own.nearness[1];
    const asked = { own, other, ends, flowError, edge: around.edge, nearer };
    if (choice) shares = chooseReference(inputs, shares, asked, choice);
  }
  const weights = [
    (1 - shares.toFlow) * (1 - shares.toOther),
    (1 - shares.toFlow) * shares.toOther,
    shares.toFlow,
  ];
  const colors = [
    { ends: [own.previous, own.current] as const, now: shares.own, sharper: choice?.parameters[12] ?? 0 },
    { ends: [other.previous, other.current] as const, now: shares.other, sharper: 0 },
    { ends, now: shares.flow, sharper: 0 },
  ].map(({ ends: [previous, current], now, sharper }, k) => {
    // By a network pairs that weigh little are read by one fetch.
    const isPlain = choice !== undefined && weights[k]! < little;
    const read = (image: Grid, at: Pair): number[] =>
      isPlain
        ? readBilinear(image, at[0] * size.width, at[1] * size.height)
        : readWarped(image, at, size, sharper);
    const second = read(inputs.now, current);
    return read(inputs.before, previous).map((value, c) => mix(value, second[c]!, now));
  });
  const sum = [0, 1, 2, 3].map((c) => colors.reduce((total, color, k) => total + weights[k]! * color[c]!, 0));
  return [...expand(sum.slice(0, 3) as Rgb, hdr), sum[3]!];
}

/** The surface of a texel of the field, as it was judged at the centre of the texel. */
function judgedReference(inputs: BlendInputs, texel: FieldTexel, uv: Pair): Candidate & { atRest: boolean } {
  const { width, height } = inputs.fieldSize;
  const centre = (v: number, size: number): number => (Math.min(Math.floor(v * size), size - 1) + 0.5) / size;
  const { seen, error, atRest } = judgeReference(inputs, [centre(uv[0], width), centre(uv[1], height)]);
  const { toPrevious, toCurrent } = texel;
  return {
    previous: [uv[0] + toPrevious[0], uv[1] + toPrevious[1]],
    current: [uv[0] + toCurrent[0], uv[1] + toCurrent[1]],
    seen,
    error,
    atRest,
  };
}

const doubtOf = ({ error, seen }: Candidate): number =>
  Math.log(mix(onesided, error, Math.min(...seen)) + 0.004);

const gainOf = ({ seen, error }: Candidate, flowError: number): number =>
  (trust * error - flowError) * Math.max(Math.min(...seen), 1 - Math.max(...seen));

/** The cubic of `sharper` −1 (the softest) to 1. */
function readWarped(image: Grid, at: Pair, size: BlendInputs['displaySize'], sharper: number): number[] {
  const [x, y] = [at[0] * size.width, at[1] * size.height];
  const soft = [x, y].map((position) => {
    const centre = Math.floor(position - 0.5) + 0.5;
    const f = position - centre;
    return centre + f * f * (3 - 2 * f);
  });
  const smooth = readBilinear(image, soft[0]!, soft[1]!);
  return readCubic(image, x, y).map((value, c) => Math.max(mix(smooth[c]!, value, 1 + sharper), 0));
}
