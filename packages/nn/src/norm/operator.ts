import type { Fields } from '../layer/fields.ts';
import type { LayerBase, LayerContext, CompiledLayer, Operator, TensorSpec } from '../layer/operator.ts';
import { requireMatrixShape } from '../layer/require-map.ts';
import { channelsOf, type EdgeShape } from '../network/shape.ts';
import type { RowNorm } from './layer.ts';

/** Layer normalisation (Ba et al. 2016) of the rows of a matrix. */
export type LayerNormLayer = LayerBase & RowNorm & { op: 'layer-norm' };

/** RMS normalisation (Zhang and Sennrich 2019) of the rows of a matrix. */
export type RmsNormLayer = LayerBase & RowNorm & { op: 'rms-norm' };

/** The row of the operator table. */
export const layerNorm: Operator<LayerNormLayer> = {
  inputs: [1, 1],
  parse,
  shape,
  tensors,
  create: (context) => create(context, true),
};

/** The row of the operator table. */
export const rmsNorm: Operator<RmsNormLayer> = {
  inputs: [1, 1],
  parse,
  shape,
  tensors,
  create: (context) => create(context, false),
};

function parse(fields: Fields): RowNorm {
  const epsilon = fields.number('epsilon', 1e-5);
  if (epsilon <= 0) fields.fail('epsilon must be above 0');
  return {
    epsilon,
    weightOffset: fields.number('weightOffset', 0),
    groups: fields.count('groups', { fallback: 1 }),
  };
}

function shape(
  { groups = 1 }: RowNorm,
  [input]: readonly EdgeShape[],
  fail: (fact: string) => never,
): EdgeShape {
  const matrix = requireMatrixShape(input!, fail);
  if (groups > 1 && matrix.columns % (4 * groups) !== 0) {
    fail(`has ${groups} groups, which do not cut ${matrix.columns} columns into multiples of 4`);
  }
  return matrix;
}

function tensors({ groups = 1 }: RowNorm, [input]: readonly EdgeShape[]): TensorSpec[] {
  const columns = [channelsOf(input!) / groups];
  return [
    { part: 'weight', shape: columns, optional: true },
    { part: 'bias', shape: columns, optional: true },
  ];
}

async function create(
  context: LayerContext<LayerBase & RowNorm>,
  isCentred: boolean,
): Promise<CompiledLayer> {
  return (await import('./layer.ts')).compileNormLayer(context, context.layer, isCentred);
}
