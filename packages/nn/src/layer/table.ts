import { conv2d, type Conv2dLayer } from '../conv2d/operator.ts';
import type { LayerBase, Operator } from './operator.ts';

/** A layer of a network, by its `op`. */
export type NetworkLayer = Conv2dLayer;

/** All operators, by the `op` of their layers. */
export const operators: ReadonlyMap<string, Operator> = new Map<string, Operator>([['conv2d', conv2d]]);

/** The operator of a layer that was parsed. */
export function operatorOf(layer: LayerBase): Operator {
  return operators.get(layer.op)!;
}
