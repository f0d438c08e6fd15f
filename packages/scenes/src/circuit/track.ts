// The centre line: a closed loop of straights and quarter circles on square plots. x points east, z south; angles turn clockwise.

/** Side of a plot, and radius of a corner, metres. */
export const plot = 16;
const radius = plot / 2;

/** Half widths from the centre line, metres: of the asphalt, of asphalt and kerb, and where the wall stands. */
export const halfWidth = { road: 3.5, kerb: 3.9, wall: 5.5 } as const;

/** Columns and rows of plots. */
export const plots = { columns: 6, rows: 4 } as const;

/** A plot of the loop: where it is entered, in which direction, and whether it turns left (−1), right (1) or not (0). */
export type Piece = {
  column: number;
  row: number;
  x: number;
  z: number;
  heading: number;
  turn: -1 | 0 | 1;
  /** Of its start along the loop, and its own, metres. */
  start: number;
  length: number;
};

/** A place relative to the centre line. */
export type Place = {
  piece: number;
  /** Metres along the loop. */
  along: number;
  /** Metres to the right of the centre line. */
  lateral: number;
  /** Direction of the loop there, radians. */
  heading: number;
};

// From the plot in the north-west corner, clockwise: 0 straight on, 1 right, −1 left.
const turns = [0, 0, 0, 0, 1, 1, 0, -1, 0, 1, 0, 0, 1, 0, 0, 1] as const;

function layPieces(): Piece[] {
  const list: Piece[] = [];
  let [column, row, heading, start] = [1, 0, 0, 0];
  for (const turn of turns) {
    const [dx, dz] = [Math.round(Math.cos(heading)), Math.round(Math.sin(heading))];
    const length = turn === 0 ? plot : (radius * Math.PI) / 2;
    const [x, z] = [(column + 0.5 - dx / 2) * plot, (row + 0.5 - dz / 2) * plot];
    list.push({ column, row, x, z, heading, turn, start, length });
    start += length;
    heading = wrap(heading + (turn * Math.PI) / 2);
    column += Math.round(Math.cos(heading));
    row += Math.round(Math.sin(heading));
  }
  return list;
}

/** An angle in (−π, π]. */
export function wrap(angle: number): number {
  return angle - 2 * Math.PI * Math.ceil(angle / (2 * Math.PI) - 0.5);
}

export const pieces: readonly Piece[] = layPieces();

/** Metres of a lap. */
export const lap: number = pieces.reduce((sum, { length }) => sum + length, 0);

const byPlot = new Map(pieces.map(({ column, row }, i) => [row * plots.columns + column, i]));

/** The piece on the plot of a position, if there is one. */
export function pieceAt(x: number, z: number): number | undefined {
  const [column, row] = [Math.floor(x / plot), Math.floor(z / plot)];
  if (column < 0 || column >= plots.columns) return undefined;
  return byPlot.get(row * plots.columns + column);
}

/** A position relative to one piece, also before its start and beyond its end. */
export function placeOn(piece: number, x: number, z: number): Place {
  const { x: fromX, z: fromZ, heading, turn, start } = pieces[piece]!;
  const [ux, uz] = [Math.cos(heading), Math.sin(heading)];
  const [px, pz] = [x - fromX, z - fromZ];
  if (turn === 0) return { piece, along: start + px * ux + pz * uz, lateral: pz * ux - px * uz, heading };
  const [qx, qz] = [px + turn * radius * uz, pz - turn * radius * ux];
  const direction = Math.atan2(turn * qx, -turn * qz);
  const angle = turn * wrap(direction - heading);
  return {
    piece,
    along: start + radius * angle,
    lateral: turn * (radius - Math.hypot(qx, qz)),
    heading: direction,
  };
}

/** A position relative to the nearest piece; `near` is tried with its neighbours where it is given. */
export function locate(x: number, z: number, near?: number): Place {
  const count = pieces.length;
  const candidates =
    near === undefined ? pieces.map((_, i) => i) : [(near + count - 1) % count, near, (near + 1) % count];
  let best: Place | undefined;
  let least = Infinity;
  for (const piece of candidates) {
    const place = placeOn(piece, x, z);
    const { start, length } = pieces[piece]!;
    const beyond = Math.max(0, start - place.along, place.along - start - length);
    const cost = Math.abs(place.lateral) + 3 * beyond;
    if (cost >= least) continue;
    best = place;
    least = cost;
  }
  return best!;
}

/** The point at a place on the loop, and the direction there. */
export function pointAt(along: number, lateral: number): { x: number; z: number; heading: number } {
  const at = ((along % lap) + lap) % lap;
  const piece = pieces.find(({ start, length }) => at < start + length) ?? pieces.at(-1)!;
  const { turn } = piece;
  const s = at - piece.start;
  const heading = wrap(piece.heading + (turn * s) / radius);
  const side = (angle: number): [number, number] => [-Math.sin(angle), Math.cos(angle)];
  const [rx, rz] = side(heading);
  if (turn === 0) {
    const [x, z] = [piece.x + s * Math.cos(heading), piece.z + s * Math.sin(heading)];
    return { x: x + lateral * rx, z: z + lateral * rz, heading };
  }
  const [ex, ez] = side(piece.heading);
  const reach = lateral - turn * radius;
  return {
    x: piece.x + turn * radius * ex + reach * rx,
    z: piece.z + turn * radius * ez + reach * rz,
    heading,
  };
}
