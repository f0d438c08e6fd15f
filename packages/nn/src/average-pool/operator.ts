import type { LayerBase, Operator } from '../layer/operator.ts';
import { compilePixelLayer } from '../layer/pixel-layer.ts';
import { requireMap } from '../layer/require-map.ts';
import { scaleMap } from '../network/shape.ts';
import averageCode from './average-pool.wgsl?raw';
import globalCode from './global-average.wgsl?raw';

/**
 * Means over windows of kernel × kernel pixels; the output is the input's size over the stride, rounded up. Where the
 * kernel is the stride, windows lie side by side; otherwise the kernel must be odd and windows are centred. What lies
 * outside of the input does not count. As PyTorch's avg_pool2d with ceil_mode and without count_include_pad.
 */
export type AveragePoolLayer = LayerBase & {
  op: 'average-pool';
  /** 2 to 16. Missing with `global`. */
  kernel?: number;
  /** From 1 to the kernel. Default: the kernel. */
  stride?: number;
  /** Whether the mean of all pixels is wanted, a map of one pixel. Default false. */
  global?: boolean;
};

/** The row of the operator table. */
export const averagePool: Operator<AveragePoolLayer> = {
  inputs: [1, 1],
  parse(fields) {
    if (fields.choice('global', [false, true], false)) return { global: true };
    const kernel = fields.count('kernel', { least: 2, most: 16 });
    const stride = fields.count('stride', { fallback: kernel, most: kernel });
    if (kernel !== stride && kernel % 2 === 0) fields.fail('kernel must be odd, or the same as its stride');
    return { kernel, stride };
  },
  shape(layer, [input], fail) {
    const map = requireMap(input!, fail);
    if (layer.global) return { ...map, width: 1, height: 1 };
    return scaleMap(map, map.channels, [1, 1], layer.stride ?? layer.kernel ?? 1);
  },
  create(context) {
    const { kernel = 1, stride = kernel, global } = context.layer;
    if (global) return compilePixelLayer(context, { code: globalCode, file: 'global-average.wgsl' });
    const constants = { kernel, stride, margin: kernel === stride ? 0 : (kernel - 1) / 2 };
    return compilePixelLayer(context, {
      code: averageCode,
      file: 'average-pool.wgsl',
      constants,
      macs: kernel ** 2,
    });
  },
};
