import type { LayerBase, Operator } from '../layer/operator.ts';
import { compilePixelLayer } from '../layer/pixel-layer.ts';
import { requireMatrixShape } from '../layer/require-map.ts';
import { channelsOf, describeShape, type MatrixShape } from '../network/shape.ts';
import code from './stack.wgsl?raw';

/** The rows of a matrix and below them those of another, such as keys of pixels and of words. One of the two has a number of rows. */
export type StackLayer = LayerBase & { op: 'stack' };

/** The row of the operator table. */
export const stack: Operator<StackLayer> = {
  inputs: [2, 2],
  parse: () => ({}),
  shape(_, inputs, fail) {
    const [first, second] = inputs.map((input) => requireMatrixShape(input, fail)) as [
      MatrixShape,
      MatrixShape,
    ];
    if (first.columns !== second.columns)
      fail(`puts ${describeShape(second)} below ${describeShape(first)}, which differ in their columns`);
    const rows = addRows(first.rows, second.rows);
    return rows === undefined
      ? fail('joins rows of two maps; one of both must be a number of rows')
      : { ...first, rows };
  },
  create: (context) =>
    compilePixelLayer(context, {
      code,
      file: 'stack.wgsl',
      inputs: ['first', 'second'],
      constants: { blocks: Math.ceil(channelsOf(context.output) / 4) },
    }),
};

function addRows(a: MatrixShape['rows'], b: MatrixShape['rows']): MatrixShape['rows'] | undefined {
  if (typeof a === 'number') return typeof b === 'number' ? a + b : addRows(b, a);
  return typeof b === 'number' ? { ...a, more: (a.more ?? 0) + b } : undefined;
}
