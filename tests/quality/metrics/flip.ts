// FLIP for low dynamic range pictures: Andersson, Nilsson, Akenine-Möller, Oskarsson, Åström, Fairchild, "FLIP: A Difference
// Evaluator for Alternating Images", HPG 2020. Seen from where a degree of vision spans 67.02 pixels (0.7 m from a 4K display
// 0.7 m wide).
import { huntLabOf, hyab, toHuntLab, toYCxCz, type Planes } from './flip-color.ts';
import { assertSameSize, type Picture } from './picture.ts';
import {
  convolve,
  convolveColumns,
  convolveRows,
  scaleTaps,
  tapsOf,
  tapSum,
  type Plane,
  type Taps,
} from './separable.ts';

const pixelsPerDegree = 0.7 * (3840 / 0.7) * (Math.PI / 180);
/** Exponent of the colour difference, and where its tail is squeezed: differences over 0.4 of the largest go above 0.95. */
const qc = 0.7;
const pc = 0.4;
const pt = 0.95;
/** Width of the feature detectors in degrees, and the exponent of feature differences. */
const featureWidth = 0.082;
const qf = 0.5;

/** The most two displayable colours can differ: green and blue. */
const largest = hyab(huntLabOf(0, 1, 0), huntLabOf(0, 0, 1)) ** qc;

/** What FLIP needs of a reference, to be compared with several pictures. */
export type FlipReference = { readonly picture: Picture; readonly seen: Seen };

type Seen = { readonly color: Planes; readonly edges: Plane; readonly points: Plane };

/** Prepares a reference. */
export function flipReference(picture: Picture): FlipReference {
  return { picture, seen: look(picture) };
}

/** Mean FLIP error, 0 (equal) to 1. */
export function flip(test: Picture, reference: Picture | FlipReference): number {
  const map = flipMap(test, reference);
  let total = 0;
  for (const error of map) total += error;
  return total / map.length;
}

/** FLIP error of each pixel, 0 to 1. */
export function flipMap(test: Picture, reference: Picture | FlipReference): Plane {
  const prepared = 'seen' in reference ? reference : flipReference(reference);
  assertSameSize(test, prepared.picture);
  const a = prepared.seen;
  const b = look(test);
  const map = new Float32Array(test.width * test.height);
  for (let i = 0; i < map.length; i++) {
    const lightness = Math.abs(a.color[0][i]! - b.color[0][i]!);
    const da = a.color[1][i]! - b.color[1][i]!;
    const db = a.color[2][i]! - b.color[2][i]!;
    const color = squeeze((lightness + Math.sqrt(da * da + db * db)) ** qc);
    const edge = Math.abs(a.edges[i]! - b.edges[i]!);
    const point = Math.abs(a.points[i]! - b.points[i]!);
    const feature = (Math.max(edge, point) * Math.SQRT1_2) ** qf;
    map[i] = color ** (1 - feature);
  }
  return map;
}

function squeeze(difference: number): number {
  const knee = pc * largest;
  if (difference < knee) return (pt / knee) * difference;
  return pt + ((difference - knee) / (largest - knee)) * (1 - pt);
}

/** A picture as an eye sees it: filtered colours, and how strong edges and points are. */
function look(picture: Picture): Seen {
  const { width, height } = picture;
  const opponent = toYCxCz(picture);
  const color = toHuntLab([
    filterContrast(opponent[0], width, height, contrast.achromatic),
    filterContrast(opponent[1], width, height, contrast.redGreen),
    filterContrast(opponent[2], width, height, contrast.blueYellow),
  ]);
  const light = opponent[0];
  for (let i = 0; i < light.length; i++) light[i] = (light[i]! + 16) / 116;
  const { smooth, slope, bend } = features;
  const smoothRows = convolveRows(light, width, height, smooth);
  const columns = (plane: Plane, taps: Taps): Plane => convolveColumns(plane, width, height, taps);
  return {
    color,
    edges: magnitude(columns(convolveRows(light, width, height, slope), smooth), columns(smoothRows, slope)),
    points: magnitude(columns(convolveRows(light, width, height, bend), smooth), columns(smoothRows, bend)),
  };
}

function magnitude(a: Plane, b: Plane): Plane {
  for (let i = 0; i < a.length; i++) a[i] = Math.sqrt(a[i]! * a[i]! + b[i]! * b[i]!);
  return a;
}

/** A contrast sensitivity function in space: a weighted sum of separable Gaussians, together of unit sum. */
type Contrast = readonly { readonly weight: number; readonly taps: Taps }[];

const contrast = {
  achromatic: contrastFilter([{ a: 1, b: 0.0047 }]),
  redGreen: contrastFilter([{ a: 1, b: 0.0053 }]),
  blueYellow: contrastFilter([
    { a: 34.1, b: 0.04 },
    { a: 13.5, b: 0.025 },
  ]),
};

function contrastFilter(parts: readonly { a: number; b: number }[]): Contrast {
  // One radius for all, from the widest Gaussian of the three functions (b = 0.04): three standard deviations.
  const radius = Math.ceil(3 * Math.sqrt(0.04 / (2 * Math.PI ** 2)) * pixelsPerDegree);
  const gaussians = parts.map(({ a, b }) => ({
    weight: a * Math.sqrt(Math.PI / b),
    taps: tapsOf(radius, (x) => Math.exp((-(Math.PI ** 2) * (x / pixelsPerDegree) ** 2) / b)),
  }));
  const sum = gaussians.reduce((total, { weight, taps }) => total + weight * tapSum(taps) ** 2, 0);
  return gaussians.map(({ weight, taps }) => ({ weight: weight / sum, taps }));
}

function filterContrast(plane: Plane, width: number, height: number, filter: Contrast): Plane {
  const [first, ...rest] = filter.map(({ weight, taps }) =>
    convolve(plane, width, height, scaleTaps(taps, weight), taps),
  );
  const sum = first!;
  for (const other of rest) for (let i = 0; i < sum.length; i++) sum[i]! += other[i]!;
  return sum;
}

const features = featureFilters();

/** First and second derivative of a Gaussian; the positive and the negative taps of each sum to 1 and −1. */
function featureFilters(): { smooth: Taps; slope: Taps; bend: Taps } {
  const deviation = 0.5 * featureWidth * pixelsPerDegree;
  const radius = Math.ceil(3 * deviation);
  const gauss = (x: number): number => Math.exp((-x * x) / (2 * deviation * deviation));
  const smooth = tapsOf(radius, gauss);
  const slope = tapsOf(radius, (x) => x * gauss(x), true);
  const second = (x: number): number => ((x * x) / (deviation * deviation) - 1) * gauss(x);
  let positive = 0;
  let negative = 0;
  for (let x = -radius; x <= radius; x++) {
    if (second(x) > 0) positive += second(x);
    else negative -= second(x);
  }
  return {
    smooth: scaleTaps(smooth, 1 / tapSum(smooth)),
    slope: scaleTaps(slope, 1 / slope.side.reduce((sum, tap) => sum + tap, 0)),
    bend: tapsOf(radius, (x) => second(x) / (second(x) > 0 ? positive : negative)),
  };
}
