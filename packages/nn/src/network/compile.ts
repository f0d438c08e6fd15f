import type { Gpu, ResourcePool } from '@frameloom/gpu';
import { createGridSizes } from '../grid-sizes.ts';
import { createBlender, type Blender } from '../layer/blender.ts';
import type { CompiledLayer, LayerBase, LayerContext } from '../layer/operator.ts';
import { operatorOf } from '../layer/table.ts';
import { createLayerWeights } from '../layer/weights.ts';
import type { Precision } from '../precision.ts';
import type { NetworkPlan } from './plan.ts';
import type { NetworkSize } from './sizes.ts';

/** The layers of a network on the GPU, in order. */
export type CompiledNetwork = { layers: readonly CompiledLayer[]; blender: Blender | undefined };

/** Compiles all layers at the same time. The pool owns what they make, and is to be disposed where this fails. */
export async function compileNetwork(
  gpu: Gpu,
  plan: NetworkPlan,
  options: { label: string; precision: Precision; pool: ResourcePool; maxSize: NetworkSize },
): Promise<CompiledNetwork> {
  const { label, precision, pool, maxSize } = options;
  const sizes = createGridSizes(gpu, pool);
  const blender = plan.layers.some(({ end }) => end) ? await createBlender(gpu, pool, label) : undefined;
  const made = new Map<string, Promise<unknown>>();
  const share: LayerContext<LayerBase>['share'] = (op, options, make) => {
    const key = `${op} ${JSON.stringify(options)}`;
    if (!made.has(key)) made.set(key, make({ label: `${label}/${op}`, precision, pool }));
    return made.get(key) as ReturnType<typeof make>;
  };
  const layers = await Promise.all(
    plan.layers.map(({ layer, inputs, shape, tensors, end }) => {
      const place = {
        gpu,
        pool,
        label: `${label}/${layer.name}`,
        ends: end && { tensors: end, blender: blender! },
      };
      const weights = createLayerWeights(place, tensors);
      const shared = { gpu, precision, pool, sizes, maxSize, share };
      return operatorOf(layer).create({
        ...shared,
        label: place.label,
        layer,
        inputs,
        output: shape,
        weights,
      });
    }),
  );
  return { layers, blender };
}
