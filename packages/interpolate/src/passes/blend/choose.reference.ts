import { readBilinear, type Grid } from '@frameloom/gpu/frame/reference';
import { isInside, type Candidate } from '../../lib/candidate.reference.ts';
import type { Pair } from '../../lib/project.reference.ts';

/** What the network says of a pixel, −1…1 (see learned.wgsl), and the perceptron's weights, row by row. */
export type ChoiceReference = {
  parameters: readonly number[];
  hidden: readonly number[];
  out: readonly number[];
  bias: readonly number[];
};

/** How candidates are mixed, 0…1. */
export type SharesReference = { toOther: number; toFlow: number; own: number; other: number; flow: number };

/** A pixel whose candidates are not sure. */
export type AskedReference = {
  own: Candidate;
  other: Candidate;
  ends: readonly [Pair, Pair];
  flowError: number;
  edge: boolean;
  nearer: boolean;
};

const [reach, units] = [4, 12];

type Images = { before: Grid; now: Grid; t: number };

/** The 16 numbers of evidence.wgsl. */
export function evidenceReference(images: Images, asked: AskedReference): number[] {
  const { own, other, ends, flowError, edge, nearer } = asked;
  const { before, now, t } = images;
  const read = (image: Grid, [u, v]: Pair): number[] =>
    readBilinear(image, u * image.width, v * image.height).slice(0, 3);
  const pair = (previous: Pair, current: Pair): [number[], number[]] => [
    read(before, previous),
    read(now, current),
  ];
  const apart = (a: readonly number[], b: readonly number[]): number =>
    a.reduce((sum, value, c) => sum + Math.abs(value - b[c]!) / 3, 0);
  const mine = pair(own.previous, own.current);
  const beside = edge ? pair(other.previous, other.current) : mine;
  const flowing = pair(...ends);
  const root = (difference: number): number => Math.sqrt(Math.min(difference, 1));
  const both = (pairs: [number[], number[]]): number =>
    root((apart(mine[0], pairs[0]) + apart(mine[1], pairs[1])) / 2);
  return [
    ...[own.error, other.error, flowError].map((error) => 0.5 * Math.log(error + 0.004)),
    Math.log(t / (1 - t)),
    ...own.seen,
    ...other.seen,
    ...[ends.every(isInside), edge, nearer].map(Number),
    both(beside),
    ...[mine, beside, flowing].map(([a, b]) => root(apart(a, b))),
    both(flowing),
  ];
}

/** The choice of learned.wgsl: the analytic shares, moved. */
export function chooseReference(
  images: Images,
  analytic: SharesReference,
  asked: AskedReference,
  { parameters, hidden, out, bias }: ChoiceReference,
): SharesReference {
  const evidence = evidenceReference(images, asked);
  const inner = Array.from({ length: units }, (_, u) =>
    Math.max(
      evidence.reduce((sum, value, i) => sum + hidden[u * 16 + i]! * value, reach * parameters[u]!),
      0,
    ),
  );
  const [other, flow, current] = parameters.slice(13).map((value) => reach * value) as [
    number,
    number,
    number,
  ];
  const { toOther, toFlow } = analytic;
  const pairs = [(1 - toFlow) * (1 - toOther), (1 - toFlow) * toOther, toFlow];
  const currents = [analytic.own, analytic.other, analytic.flow];
  const direct = [0, other, flow];
  const weights = Array.from({ length: 6 }, (_, k) => {
    const [of, isCurrent] = [k >> 1, k % 2];
    if (of === 1 && !asked.edge) return 0;
    const weight = pairs[of]! * (isCurrent ? currents[of]! : 1 - currents[of]!);
    const moved = inner.reduce((sum, value, u) => sum + out[k * units + u]! * value, bias[k]!);
    return Math.exp(Math.log(weight + 1e-3) + moved + direct[of]! + isCurrent * current);
  });
  const sums = [0, 2, 4].map((k) => Math.max(weights[k]! + weights[k + 1]!, 1e-9)) as [
    number,
    number,
    number,
  ];
  return {
    toOther: sums[1] / (sums[0] + sums[1]),
    toFlow: sums[2] / (sums[0] + sums[1] + sums[2]),
    own: weights[1]! / sums[0],
    other: weights[3]! / sums[1],
    flow: weights[5]! / sums[2],
  };
}
