import { activation, type ActivationLayer } from '../activation/operator.ts';
import { add, type AddLayer } from '../add/operator.ts';
import { argMax, type ArgMaxLayer } from '../arg-max/operator.ts';
import { attention, type AttentionLayer } from '../attention/operator.ts';
import { averagePool, type AveragePoolLayer } from '../average-pool/operator.ts';
import { concat, type ConcatLayer } from '../concat/operator.ts';
import { conv2d, type Conv2dLayer } from '../conv2d/operator.ts';
import { depthToSpace, type DepthToSpaceLayer } from '../depth-to-space/operator.ts';
import { gate, type GateLayer } from '../gate/operator.ts';
import {
  groupNorm,
  instanceNorm,
  type GroupNormLayer,
  type InstanceNormLayer,
} from '../group-norm/operator.ts';
import { linear, type LinearLayer } from '../linear/operator.ts';
import { lookup, type LookupLayer } from '../lookup/operator.ts';
import { layerNorm, rmsNorm, type LayerNormLayer, type RmsNormLayer } from '../norm/operator.ts';
import { toMap, toMatrix, type ToMapLayer, type ToMatrixLayer } from '../reshape/operator.ts';
import { modulate, type ModulateLayer } from '../modulate/operator.ts';
import { pointerArgMax, type PointerArgMaxLayer } from '../pointer-arg-max/operator.ts';
import { resize, type ResizeLayer } from '../resize/operator.ts';
import { roundLevels, type RoundLevelsLayer } from '../round-levels/operator.ts';
import { stack, type StackLayer } from '../stack/operator.ts';
import type { LayerBase, Operator } from './operator.ts';

/** A layer of a network, by its `op`. */
export type NetworkLayer =
  | ActivationLayer
  | AddLayer
  | ArgMaxLayer
  | AttentionLayer
  | AveragePoolLayer
  | ConcatLayer
  | Conv2dLayer
  | DepthToSpaceLayer
  | GateLayer
  | GroupNormLayer
  | InstanceNormLayer
  | LayerNormLayer
  | LinearLayer
  | LookupLayer
  | ModulateLayer
  | PointerArgMaxLayer
  | ResizeLayer
  | RmsNormLayer
  | RoundLevelsLayer
  | StackLayer
  | ToMapLayer
  | ToMatrixLayer;

/** All operators, by the `op` of their layers. */
export const operators: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ['conv2d', conv2d],
  ['group-norm', groupNorm],
  ['instance-norm', instanceNorm],
  ['activation', activation],
  ['add', add],
  ['concat', concat],
  ['gate', gate],
  ['round-levels', roundLevels],
  ['resize', resize],
  ['depth-to-space', depthToSpace],
  ['average-pool', averagePool],
  ['lookup', lookup],
  ['arg-max', argMax],
  ['pointer-arg-max', pointerArgMax],
  ['to-matrix', toMatrix],
  ['to-map', toMap],
  ['linear', linear],
  ['layer-norm', layerNorm],
  ['rms-norm', rmsNorm],
  ['attention', attention],
  ['modulate', modulate],
  ['stack', stack],
]);

/** The operator of a layer that was parsed. */
export function operatorOf(layer: LayerBase): Operator {
  return operators.get(layer.op)!;
}
