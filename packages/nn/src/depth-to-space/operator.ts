import type { LayerBase, Operator } from '../layer/operator.ts';
import { compilePixelLayer } from '../layer/pixel-layer.ts';
import { requireMap } from '../layer/require-map.ts';
import { channelsOf, scaleMap } from '../network/shape.ts';
import code from './depth-to-space.wgsl?raw';

/** Sub-pixel enlargement (Shi et al. 2016): factor² channels become factor × factor pixels, as PyTorch's `pixel_shuffle`. */
export type DepthToSpaceLayer = LayerBase & {
  op: 'depth-to-space';
  /** From 2 to 8. */
  factor: number;
};

/** The row of the operator table. */
export const depthToSpace: Operator<DepthToSpaceLayer> = {
  inputs: [1, 1],
  parse: (fields) => ({ factor: fields.count('factor', { least: 2, most: 8 }) }),
  shape({ factor }, [input], fail) {
    const map = requireMap(input!, fail);
    const channels = map.channels / factor ** 2;
    if (!Number.isInteger(channels))
      fail(`reads ${map.channels} channels, which ${factor ** 2} does not divide`);
    return scaleMap(map, channels, [factor, factor]);
  },
  create(context) {
    const constants = { factor: context.layer.factor, channels: channelsOf(context.output) };
    return compilePixelLayer(context, { code, file: 'depth-to-space.wgsl', constants });
  },
};
