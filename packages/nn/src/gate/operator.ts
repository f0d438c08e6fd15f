import type { LayerBase, Operator } from '../layer/operator.ts';
import { compilePixelLayer } from '../layer/pixel-layer.ts';
import { requireMap } from '../layer/require-map.ts';
import { sameShape } from '../network/shape.ts';
import code from './gate.wgsl?raw';

/** `(1 − z) · h + z · c` of `input` [h, z, c], three maps of one shape: the update of a gated recurrent unit (Cho et al. 2014). */
export type GateLayer = LayerBase & { op: 'gate' };

/** The row of the operator table. */
export const gate: Operator<GateLayer> = {
  inputs: [3, 3],
  parse: () => ({}),
  shape(_, inputs, fail) {
    const [state, ...others] = inputs.map((input) => requireMap(input, fail));
    if (others.some((other) => !sameShape(state!, other))) fail('mixes maps of different shapes');
    return state!;
  },
  create: (context) =>
    compilePixelLayer(context, { code, file: 'gate.wgsl', inputs: ['state', 'gate', 'candidate'], macs: 2 }),
};
