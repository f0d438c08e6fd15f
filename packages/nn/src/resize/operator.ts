import type { LayerBase, Operator } from '../layer/operator.ts';
import { compilePixelLayer } from '../layer/pixel-layer.ts';
import { requireMap } from '../layer/require-map.ts';
import { scaleMap } from '../network/shape.ts';
import code from './resize.wgsl?raw';

/** Enlarges by repeating pixels. The size is ⌈side · factor⌉ of the input's exact fraction, so odd sizes are cropped. */
export type ResizeLayer = LayerBase & {
  op: 'resize';
  /** In both sides, or in width and height: whole numbers from 1 to 64. */
  factor: number | readonly [number, number];
};

/** The row of the operator table. */
export const resize: Operator<ResizeLayer> = {
  inputs: [1, 1],
  parse(fields) {
    const factor = fields.raw('factor');
    const isFactor = (value: unknown): value is number =>
      typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 64;
    if (isFactor(factor)) return { factor };
    if (Array.isArray(factor) && factor.length === 2 && factor.every(isFactor)) {
      return { factor: [factor[0]!, factor[1]!] as const };
    }
    return fields.fail('factor must be a whole number from 1 to 64, or two of them');
  },
  shape(layer, [input], fail) {
    const map = requireMap(input!, fail);
    return scaleMap(map, map.channels, factorsOf(layer));
  },
  create(context) {
    const [factorX, factorY] = factorsOf(context.layer);
    return compilePixelLayer(context, { code, file: 'resize.wgsl', constants: { factorX, factorY } });
  },
};

function factorsOf({ factor }: ResizeLayer): readonly [number, number] {
  return typeof factor === 'number' ? [factor, factor] : factor;
}
