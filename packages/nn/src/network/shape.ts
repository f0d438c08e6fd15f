import type { NetworkSize } from './sizes.ts';

/**
 * Length of one side of a map: a fraction [a, b] of the same side of the frame, that is ⌈side · a / b⌉ pixels, or a number
 * of pixels that does not depend on the frame. Fractions are reduced.
 */
export type Axis = readonly [number, number] | number;

/** A picture of channels; of whole numbers (a class for each pixel) where `values` names how they are stored. */
export type MapShape = {
  readonly kind: 'map';
  readonly channels: number;
  readonly width: Axis;
  readonly height: Axis;
  readonly values?: 'u8' | 'u32';
};

/** A plain matrix, one row for each token. `rows` is a number, or the pixels of a map, and `more`. */
export type MatrixShape = {
  readonly kind: 'matrix';
  readonly rows: number | { readonly width: Axis; readonly height: Axis; readonly more?: number };
  readonly columns: number;
};

/** What goes from layer to layer. */
export type EdgeShape = MapShape | MatrixShape;

/** A map of numbers at `level`: a size halved so many times, rounding up, or doubled where it is negative. */
export function mapShape(channels: number, level = 0): MapShape {
  const axis: Axis = level >= 0 ? [1, 2 ** level] : [2 ** -level, 1];
  return { kind: 'map', channels, width: axis, height: axis };
}

/** An axis times a fraction, rounded up. */
export function scaleAxis(axis: Axis, numerator: number, denominator = 1): Axis {
  if (typeof axis === 'number') return Math.ceil((axis * numerator) / denominator);
  const [a, b] = [axis[0] * numerator, axis[1] * denominator];
  const divisor = greatestDivisor(a, b);
  return [a / divisor, b / divisor];
}

/** A map of other channels, times a fraction in both sides. */
export function scaleMap(
  shape: MapShape,
  channels: number,
  [x, y]: readonly [number, number],
  denominator = 1,
): MapShape {
  return {
    kind: 'map',
    channels,
    width: scaleAxis(shape.width, x, denominator),
    height: scaleAxis(shape.height, y, denominator),
  };
}

/** Length of an axis in pixels, for a side of the frame. */
export function axisLength(axis: Axis, side: number): number {
  return typeof axis === 'number' ? axis : Math.ceil((side * axis[0]) / axis[1]);
}

/** Pixels of a map; a matrix is one column of rows. */
export function sizeOf(shape: EdgeShape, { width, height }: NetworkSize): NetworkSize {
  if (shape.kind === 'map') {
    return { width: axisLength(shape.width, width), height: axisLength(shape.height, height) };
  }
  if (typeof shape.rows === 'number') return { width: 1, height: shape.rows };
  const { width: x, height: y, more = 0 } = shape.rows;
  return { width: 1, height: axisLength(x, width) * axisLength(y, height) + more };
}

/** Channels of a map, columns of a matrix. */
export function channelsOf(shape: EdgeShape): number {
  return shape.kind === 'map' ? shape.channels : shape.columns;
}

/** How often a map is halved in width: 0 for the size of the frame, negative where larger; not whole for other fractions. */
export function levelOf(shape: EdgeShape): number {
  if (shape.kind !== 'map' || typeof shape.width === 'number') return Number.NaN;
  return Math.log2(shape.width[1] / shape.width[0]);
}

/** Whether two maps have the same size for every frame. */
export function sameSize(a: MapShape, b: MapShape): boolean {
  return String(a.width) === String(b.width) && String(a.height) === String(b.height);
}

/** Whether two edges have the same kind, size and channels. */
export function sameShape(a: EdgeShape, b: EdgeShape): boolean {
  return describeShape(a) === describeShape(b);
}

/** As messages name a shape, like `16 channels at 1/2`. */
export function describeShape(shape: EdgeShape): string {
  const axis = (value: Axis): string =>
    typeof value === 'number' ? `${value} px` : value[1] === 1 ? `${value[0]}` : `${value[0]}/${value[1]}`;
  if (shape.kind === 'matrix') {
    const { rows } = shape;
    const count =
      typeof rows === 'number'
        ? rows
        : `(${axis(rows.width)} × ${axis(rows.height)}${rows.more ? ` + ${rows.more}` : ''})`;
    return `a matrix of ${count} rows and ${shape.columns} columns`;
  }
  const [width, height] = [axis(shape.width), axis(shape.height)];
  const size = width === height ? width : `${width} × ${height}`;
  const what = shape.values ? `classes in ${shape.values}` : `${shape.channels} channels`;
  return `${what} at ${size} of the frame`;
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b);
}
