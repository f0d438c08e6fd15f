import type { LayerBase, Operator } from '../layer/operator.ts';
import { requireMatrixShape } from '../layer/require-map.ts';
import { sameShape } from '../network/shape.ts';
import { headColumnsOf } from './heads.ts';
import type { AttentionFields } from './layer.ts';

/**
 * Scaled dot-product attention over heads, softmax(Q·Kᵀ · scale) · V. It reads one matrix whose columns are queries, keys and
 * values, or three matrices: queries, keys, values.
 */
export type AttentionLayer = LayerBase & AttentionFields & { op: 'attention' };

/** The row of the operator table. */
export const attention: Operator<AttentionLayer> = {
  inputs: [1, 3],
  parse(fields) {
    const heads = fields.count('heads');
    const kvHeads = fields.count('kvHeads', { fallback: heads });
    if (heads % kvHeads !== 0) fields.fail(`has ${heads} heads, of which ${kvHeads} kvHeads are no divisor`);
    return {
      heads,
      kvHeads,
      causal: fields.choice('causal', [false, true], false),
      ...(fields.has('window') && { window: fields.count('window', { most: 2 ** 24 }) }),
      ...(fields.has('scale') && { scale: fields.number('scale') }),
    };
  },
  shape(layer, inputs, fail) {
    const { heads, kvHeads = heads } = layer;
    const [first, keys, values] = inputs.map((input) => requireMatrixShape(input, fail));
    const columns = headColumnsOf({ heads, kvHeads, isOne: inputs.length === 1 }, first!.columns);
    if (!Number.isInteger(columns) || columns % 4 !== 0 || columns > 512) {
      fail(`has heads of ${columns} columns, which must be a multiple of 4 up to 512`);
    }
    if (inputs.length === 2)
      fail('reads two matrices; it needs queries, keys and values, or one of all three');
    if (keys && (!sameShape(keys, values!) || keys.columns !== kvHeads * columns)) {
      fail(`needs keys and values of one shape, with ${kvHeads * columns} columns`);
    }
    return { ...first!, columns: heads * columns };
  },
  create: async (context) => (await import('./layer.ts')).compileAttentionLayer(context, context.layer),
};
