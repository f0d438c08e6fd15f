import type { LayerBase } from '../layer/operator.ts';
import { conv2d } from './conv2d/operator.ts';
import { concat, depthToSpace } from './copy/operator.ts';
import { gate } from './gate/operator.ts';
import type { TrainingOperator } from './layer.ts';
import { lookup } from './lookup/operator.ts';
import { roundLevels } from './round-levels/operator.ts';

/** The operators that can be trained, by the `op` of their layers. */
export const trainable: ReadonlyMap<string, TrainingOperator> = new Map<string, TrainingOperator>([
  ['conv2d', conv2d as TrainingOperator<LayerBase>],
  ['lookup', lookup as TrainingOperator<LayerBase>],
  ['concat', concat as TrainingOperator<LayerBase>],
  ['depth-to-space', depthToSpace as TrainingOperator<LayerBase>],
  ['gate', gate as TrainingOperator<LayerBase>],
  ['round-levels', roundLevels as TrainingOperator<LayerBase>],
]);
