import type { LayerBase, Operator } from '../layer/operator.ts';
import { compilePixelLayer } from '../layer/pixel-layer.ts';
import { requireMatrixShape } from '../layer/require-map.ts';
import { channelsOf, describeShape, sameShape } from '../network/shape.ts';
import code from './modulate.wgsl?raw';

/**
 * Rows times `offset` plus a row of factors, plus another row or a matrix: adaptive layer normalisation and its gates (Peebles and
 * Xie 2023).
 */
export type ModulateLayer = LayerBase & {
  op: 'modulate';
  /** Default 1. */
  offset?: number;
};

/** The row of the operator table. */
export const modulate: Operator<ModulateLayer> = {
  inputs: [3, 3],
  parse: (fields) => ({ offset: fields.number('offset', 1) }),
  shape(_, inputs, fail) {
    const [values, scale, added] = inputs.map((input) => requireMatrixShape(input, fail));
    const row = { ...values!, rows: 1 };
    if (!sameShape(scale!, row))
      fail(`reads ${describeShape(scale!)}, where ${describeShape(row)} is needed`);
    if (!sameShape(added!, row) && !sameShape(added!, values!))
      fail(`adds ${describeShape(added!)} to ${describeShape(values!)}`);
    return values!;
  },
  create: (context) =>
    compilePixelLayer(context, {
      code,
      file: 'modulate.wgsl',
      inputs: ['values', 'scale', 'added'],
      constants: {
        offset: context.layer.offset ?? 1,
        blocks: Math.ceil(channelsOf(context.output) / 4),
        isRow: Number(!sameShape(context.inputs[2]!, context.inputs[0]!)),
      },
    }),
};
