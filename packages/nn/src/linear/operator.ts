import { show } from '@frameloom/gpu';
import { zeroPreserving } from '../activation/activations.ts';
import type { LayerBase, Operator, TensorSpec } from '../layer/operator.ts';
import { requireMatrixShape } from '../layer/require-map.ts';
import { channelsOf, sameShape, type EdgeShape } from '../network/shape.ts';
import { weightFormats } from '../weights/formats.ts';
import type { LinearFields } from './layer.ts';

/**
 * A linear layer on the rows of a matrix, `activation(x·Wᵀ + bias) + residual`. Tensors `<name>.weight` [channels, inputs]
 * and `<name>.bias` [channels], which may be missing; with `gated` `<name>.gated.weight` and `<name>.gated.bias` too, and the
 * layer is `activation(x·Wᵀ + bias) ⊙ (x·Uᵀ + bias of U) + residual`.
 */
export type LinearLayer = LayerBase &
  LinearFields & {
    op: 'linear';
    /** A matrix to add last. */
    residual?: string;
  };

/** The row of the operator table. */
export const linear: Operator<LinearLayer> = {
  inputs: [1, 1],
  parse: (fields) => ({
    channels: fields.count('channels', { most: 2 ** 20 }),
    activation: fields.choice('activation', zeroPreserving, 'none'),
    gated: fields.choice('gated', [false, true], false),
    ...(fields.has('weights') && { weights: fields.choice('weights', weightFormats) }),
    ...(fields.has('residual') && { residual: fields.name('residual') }),
  }),
  shape({ channels, residual }, [input, added], fail): EdgeShape {
    const output = { ...requireMatrixShape(input!, fail), columns: channels };
    if (residual !== undefined && !sameShape(added!, output)) {
      fail(`adds ${show(residual)}, whose shape is another than its own`);
    }
    return output;
  },
  tensors({ channels, gated }, [input]) {
    const of = (prefix: string): TensorSpec[] => [
      { part: `${prefix}weight`, shape: [channels, channelsOf(input!)] },
      { part: `${prefix}bias`, shape: [channels], optional: true },
    ];
    return gated ? [...of(''), ...of('gated.')] : of('');
  },
  create: async (context) => (await import('./layer.ts')).compileLinearLayer(context, context.layer),
};
