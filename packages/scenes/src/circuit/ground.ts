import { createRandom, hash } from '../kit/prng.ts';
import { numberOf } from './palette.ts';
import { halfWidth, pieceAt, pieces, placeOn, plot, plots } from './track.ts';
import { usualLayout } from './town.ts';

/** Metres around the plots that are painted too. */
const margin = 16;

/** The ground seen from above, a colour's number to each pixel. */
export type Ground = {
  width: number;
  height: number;
  colors: Uint8Array;
  /** Of the first pixel, metres, and pixels to a metre. */
  left: number;
  top: number;
  scale: number;
};

const color = {
  asphalt: numberOf('asphalt'),
  worn: numberOf('worn'),
  line: numberOf('line'),
  red: numberOf('kerbRed'),
  white: numberOf('kerbWhite'),
  grass: numberOf('grass'),
  paving: numberOf('paving'),
  water: numberOf('water'),
};

/** What differs between layouts: pieces with a zebra crossing, which plots have paving in place of grass, and where the pond is. */
type Look = {
  crossings: ReadonlySet<number>;
  isPaved(column: number, row: number): boolean;
  pond: [number, number];
};

function lookOf(layout: number): Look {
  if (layout === usualLayout)
    return {
      crossings: new Set([2, 6, 10, 14]),
      isPaved: (column, row) => hash(column, row, 5) < 0.45,
      pond: [24, 40],
    };
  const random = createRandom(layout);
  const share = random.range(0.25, 0.65);
  return {
    crossings: new Set([...pieces.keys()].filter(() => random.next() < 0.25)),
    isPaved: (column, row) => hash(column, row, layout) < share,
    pond: [random.range(0, plots.columns * plot), random.range(0, plots.rows * plot)],
  };
}

/**
 * Paints the ground.
 *
 * @param scale Pixels to a metre.
 */
export function paintGround(layout: number, scale = 8): Ground {
  const look = lookOf(layout);
  const [width, height] = [
    (plots.columns * plot + 2 * margin) * scale,
    (plots.rows * plot + 2 * margin) * scale,
  ];
  const colors = new Uint8Array(width * height);
  for (let v = 0; v < height; v++) {
    for (let u = 0; u < width; u++)
      colors[v * width + u] = colorAt(look, (u + 0.5) / scale - margin, (v + 0.5) / scale - margin);
  }
  return { width, height, colors, left: -margin, top: -margin, scale };
}

function colorAt({ crossings, isPaved, pond }: Look, x: number, z: number): number {
  const [column, row] = [Math.floor(x / plot), Math.floor(z / plot)];
  const piece = row < 0 || row >= plots.rows ? undefined : pieceAt(x, z);
  const verge = isPaved(column, row) ? color.paving : color.grass;
  if (piece === undefined) return Math.hypot(x - pond[0], z - pond[1]) < 7 ? color.water : verge;
  const { along, lateral } = placeOn(piece, x, z);
  const side = Math.abs(lateral);
  if (side < halfWidth.road) return roadAt(crossings, piece, along, lateral);
  if (side < halfWidth.kerb) return Math.floor(along / 2) % 2 === 0 ? color.red : color.white;
  return verge;
}

function roadAt(crossings: ReadonlySet<number>, piece: number, along: number, lateral: number): number {
  const s = along - pieces[piece]!.start;
  // The start line: two rows of squares.
  if (piece === 0 && s < 2)
    return (Math.floor(s) + Math.floor(lateral + 8)) % 2 === 0 ? color.line : color.worn;
  if (crossings.has(piece) && s > 6.5 && s < 9.5)
    return Math.floor(lateral + 8.5) % 2 === 0 ? color.line : color.worn;
  if (Math.abs(lateral) < 0.16) return Math.floor(along / 2) % 2 === 0 ? color.line : color.asphalt;
  return hash(Math.floor(along / 5), Math.floor(lateral / 3.5), 9) < 0.3 ? color.worn : color.asphalt;
}
