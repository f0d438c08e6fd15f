import { FrameloomError, show } from '@frameloom/gpu';
import { requireFeatureMap, type FeatureMap } from '../feature-map.ts';
import type { NetworkSize } from '../network/sizes.ts';
import type { Graph } from './graph.ts';
import { pixelsOf, type BatchMap } from './layer.ts';

/** What a step is to learn. */
export type TrainerTargets = {
  /** The true class of each pixel: a map as the choosing layer makes it. */
  classes: FeatureMap;
  /** What each pixel counts, an f32 each. */
  weights: GPUBuffer;
};

/** A batch as one picture. */
export const tall = ({ width, height }: NetworkSize, batch: number): NetworkSize => ({
  width,
  height: height * batch,
});

/** The buffers of the inputs, by name. Throws `invalid-argument`, `invalid-size`. */
export function requireInputs(
  label: string,
  { graph, maps, batch }: { graph: Graph; maps: ReadonlyMap<string, BatchMap>; batch: number },
  inputs: Readonly<Record<string, FeatureMap>>,
): Map<string, GPUBuffer> {
  const values = new Map<string, GPUBuffer>();
  for (const name of graph.inputs) {
    const map = maps.get(name)!;
    const given = Object.hasOwn(inputs ?? {}, name) ? inputs[name] : undefined;
    const wanted = { ...tall(map, batch), channels: map.channels, format: map.values ?? ('f32' as const) };
    requireFeatureMap(`${label}: input ${show(name)}`, given, wanted);
    values.set(name, given!.buffer);
  }
  return values;
}

/** Throws `invalid-argument`, `invalid-size`. */
export function requireTargets(
  label: string,
  { format }: FeatureMap,
  size: NetworkSize,
  batch: number,
  targets: TrainerTargets,
): void {
  const wanted = { ...tall(size, batch), channels: 1, format };
  requireFeatureMap(`${label}: targets.classes`, targets?.classes, wanted);
  const bytes = 4 * pixelsOf(size, batch);
  if ((targets.weights?.size ?? 0) >= bytes) return;
  throw new FrameloomError(
    'invalid-size',
    `${label}: targets.weights must be a buffer of ${bytes} bytes, got ${show(targets.weights?.size)}.`,
  );
}

/** Throws `invalid-argument`. */
export function requireCount(where: string, value: unknown): void {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1) return;
  throw new FrameloomError('invalid-argument', `${where} must be a whole number from 1, got ${show(value)}.`);
}
