import type { LayerBase, Operator } from '../layer/operator.ts';
import { compilePixelLayer } from '../layer/pixel-layer.ts';
import { requireMap } from '../layer/require-map.ts';
import { activationConstants, type Activated } from './activations.ts';
import code from './layer.wgsl?raw';

/** An activation by itself. */
export type ActivationLayer = LayerBase & Activated & { op: 'activation' };

/** The row of the operator table. */
export const activation: Operator<ActivationLayer> = {
  inputs: [1, 1],
  parse: (fields) => fields.activated(),
  shape: (_, [input], fail) => requireMap(input!, fail),
  create: (context) =>
    compilePixelLayer(context, { code, file: 'layer.wgsl', constants: activationConstants(context.layer) }),
};
