import type { Gpu, ResourcePool } from '@frameloom/gpu';
import { sourcesOf } from '../layer/operator.ts';
import type { SharePass } from '../layer/share-pass.ts';
import { channelsOf, sizeOf, type EdgeShape } from '../network/shape.ts';
import type { NetworkSize } from '../network/sizes.ts';
import type { Parameters } from '../parameters.ts';
import { bufferUsage as usage } from '../usage.ts';
import type { Graph } from './graph.ts';
import { blocksOf, pixelsOf, type BatchMap, type TrainingContext, type TrainingLayer } from './layer.ts';
import type { Optimiser } from './optimiser/optimiser.ts';
import { createParts } from './parts.ts';
import { trainable } from './table.ts';

/** Where the parts of a trainer belong. */
export type Base = { gpu: Gpu; label: string; pool: ResourcePool; pass: SharePass; numbers: Parameters };
/** A map that is computed, or read from outside. */
export type OwnMap = BatchMap & { value: GPUBuffer | undefined };
/** Values and gradients of everything that is computed, and the sizes of what is read. */
export function createMaps(
  pool: ResourcePool,
  { layers, inputs, shapes }: Graph,
  size: NetworkSize,
  batch: number,
): Map<string, OwnMap> {
  const describe = (shape: EdgeShape): Omit<BatchMap, 'gradient'> => ({
    ...sizeOf(shape, size),
    channels: channelsOf(shape),
    values: shape.kind === 'map' ? shape.values : undefined,
  });
  const maps = new Map<string, OwnMap>();
  for (const name of inputs) {
    maps.set(name, { ...describe(shapes.get(name)!), value: undefined, gradient: undefined });
  }
  for (const { layer } of layers) {
    const map = describe(shapes.get(layer.name)!);
    const bytes = 16 * blocksOf(map.channels) * pixelsOf(map, batch);
    const make = (what: string): GPUBuffer =>
      pool.buffer({ label: `${layer.name} ${what}`, size: bytes, usage: usage.storage });
    maps.set(layer.name, { ...map, value: make('value'), gradient: make('gradient') });
  }
  return maps;
}

/** Gradients come from the last layer on: the first to reach a map writes, later ones add. */
export async function createLayers(
  base: Base,
  { layers, chooser }: Graph,
  maps: ReadonlyMap<string, OwnMap>,
  { batch, optimiser }: { batch: number; optimiser: Optimiser },
): Promise<TrainingLayer[]> {
  const parts = await createParts(base.label, base, optimiser.gradients);
  const reached = new Set<string>([chooser.input[0]!]);
  const contexts = layers.toReversed().map(({ layer, start, blocks }) => {
    const sources = sourcesOf(layer);
    // The residual's comes first.
    const order = sources.map((_, i) => i).toSorted((a, b) => rank(a) - rank(b));
    function rank(i: number): number {
      return layer.op === 'conv2d' && i >= layer.input.length ? -1 : i;
    }
    const accumulate: boolean[] = [];
    for (const i of order) {
      accumulate[i] = reached.has(sources[i]!);
      reached.add(sources[i]!);
    }
    const context: TrainingContext<typeof layer> = {
      ...base,
      label: `${base.label}/${layer.name}`,
      layer,
      pictures: batch,
      inputs: sources.map((name) => maps.get(name)!),
      output: maps.get(layer.name)! as TrainingContext<typeof layer>['output'],
      accumulate,
      parts,
      weights: { buffer: optimiser.weights, start, blocks },
    };
    return trainable.get(layer.op)!.create(context);
  });
  return (await Promise.all(contexts)).toReversed();
}
