import type { LayerBase, Operator } from '../layer/operator.ts';
import { compilePixelLayer } from '../layer/pixel-layer.ts';
import { requireMap } from '../layer/require-map.ts';
import code from './round-levels.wgsl?raw';

/**
 * Rounds to evenly spaced levels, which keeps what a network writes for its own next step from drifting. In training the
 * gradient passes straight through (Bengio et al. 2013).
 */
export type RoundLevelsLayer = LayerBase & {
  op: 'round-levels';
  /** Levels, the ends included. */
  levels: number;
  /** `'signed'` from −1 to 1, `'unit'` from 0 to 1; what lies outside is clamped. Default `'signed'`. */
  range?: 'signed' | 'unit';
};

/** The row of the operator table. */
export const roundLevels: Operator<RoundLevelsLayer> = {
  inputs: [1, 1],
  parse: (fields) => ({
    levels: fields.count('levels', { least: 2, most: 65536 }),
    range: fields.choice('range', ['signed', 'unit'] as const, 'signed'),
  }),
  shape: (_, [input], fail) => requireMap(input!, fail),
  create(context) {
    const { levels, range } = context.layer;
    const constants = { low: range === 'unit' ? 0 : -1, steps: levels - 1 };
    return compilePixelLayer(context, { code, file: 'round-levels.wgsl', constants });
  },
};
