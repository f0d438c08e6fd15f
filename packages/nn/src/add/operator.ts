import { activationConstants, type Activated } from '../activation/activations.ts';
import type { LayerBase, Operator } from '../layer/operator.ts';
import { compilePixelLayer } from '../layer/pixel-layer.ts';
import { requireMap } from '../layer/require-map.ts';
import { sameShape, type EdgeShape, type MatrixShape } from '../network/shape.ts';
import code from './add.wgsl?raw';

/** The sum of two maps, or of a map and a matrix of one row (a number for each channel), and an activation; or of two matrices. */
export type AddLayer = LayerBase & Activated & { op: 'add' };

/** The row of the operator table. */
export const add: Operator<AddLayer> = {
  inputs: [2, 2],
  parse: (fields) => fields.activated(),
  shape({ activation = 'none' }, [first, second], fail) {
    if (!isRowFor(first!, second!) && !sameShape(first!, second!)) fail('adds what has different shapes');
    // All others keep the zeros that fill up the rows of a matrix.
    return first!.kind === 'matrix' && activation !== 'sigmoid' ? first! : requireMap(first!, fail);
  },
  create: (context) =>
    compilePixelLayer(context, {
      code,
      file: 'add.wgsl',
      inputs: ['first', 'second'],
      constants: {
        ...activationConstants(context.layer),
        isRow: Number(isRowFor(context.inputs[0]!, context.inputs[1]!)),
      },
    }),
};

/** Whether `second` is added to every pixel of the map `first`. */
function isRowFor(first: EdgeShape, second: EdgeShape): boolean {
  return (
    first.kind === 'map' && second.kind === 'matrix' && hasOneRow(second) && first.channels === second.columns
  );
}

/** Also that of a map of one pixel, such as a global average. */
function hasOneRow({ rows }: MatrixShape): boolean {
  if (typeof rows === 'number') return rows === 1;
  return rows.width === 1 && rows.height === 1 && !rows.more;
}
