import type { Activated } from '../activation/activations.ts';
import type { Fields } from '../layer/fields.ts';
import type { CompiledLayer, LayerBase, LayerContext, Operator, TensorSpec } from '../layer/operator.ts';
import { requireMap } from '../layer/require-map.ts';
import { channelsOf, type EdgeShape } from '../network/shape.ts';

type Normalised = Activated & {
  /** Added to the variance. Default 1e-5. */
  epsilon?: number;
};

/**
 * Group normalisation (Wu and He 2018) and an activation: of each group of channels the mean over all its pixels becomes 0
 * and the variance 1. Tensors `<name>.weight` and `<name>.bias` [channels] may be missing.
 */
export type GroupNormLayer = LayerBase & Normalised & { op: 'group-norm'; groups: number };

/** Instance normalisation (Ulyanov et al. 2016): {@link GroupNormLayer} with a group for each channel. */
export type InstanceNormLayer = LayerBase & Normalised & { op: 'instance-norm' };

/** The row of the operator table. */
export const groupNorm: Operator<GroupNormLayer> = {
  inputs: [1, 1],
  parse: (fields) => ({ groups: fields.count('groups'), ...parse(fields) }),
  shape({ groups }, [input], fail) {
    const map = requireMap(input!, fail);
    if (map.channels % groups !== 0)
      fail(`has ${groups} groups, which do not divide ${map.channels} channels`);
    return map;
  },
  tensors,
  create: (context) => create(context, context.layer),
};

/** The row of the operator table. */
export const instanceNorm: Operator<InstanceNormLayer> = {
  inputs: [1, 1],
  parse,
  shape: (_, [input], fail) => requireMap(input!, fail),
  tensors,
  create: (context) => create(context, { ...context.layer, groups: channelsOf(context.output) }),
};

function parse(fields: Fields): Normalised {
  const epsilon = fields.number('epsilon', 1e-5);
  if (epsilon <= 0) fields.fail('epsilon must be above 0');
  return { epsilon, ...fields.activated() };
}

function tensors(_: LayerBase, inputs: readonly EdgeShape[]): TensorSpec[] {
  const shape = [channelsOf(inputs[0]!)];
  return [
    { part: 'weight', shape, optional: true },
    { part: 'bias', shape, optional: true },
  ];
}

async function create(
  context: LayerContext<LayerBase>,
  options: Normalised & { groups: number },
): Promise<CompiledLayer> {
  return (await import('./compile.ts')).compileGroupNorm(context, { epsilon: 1e-5, ...options });
}
