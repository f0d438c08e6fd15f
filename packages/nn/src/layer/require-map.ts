import { describeShape, type EdgeShape, type MapShape, type MatrixShape } from '../network/shape.ts';

/** An input as a map of numbers; fails for a matrix or a map of classes. */
export function requireMap(shape: EdgeShape, fail: (fact: string) => never): MapShape {
  if (shape.kind === 'map' && shape.values === undefined) return shape;
  return fail(`reads ${describeShape(shape)}, where a map of numbers is needed`);
}

/** An input as a matrix; fails for a map. */
export function requireMatrixShape(shape: EdgeShape, fail: (fact: string) => never): MatrixShape {
  if (shape.kind === 'matrix') return shape;
  return fail(`reads ${describeShape(shape)}, where a matrix is needed: put a to-matrix before it`);
}
