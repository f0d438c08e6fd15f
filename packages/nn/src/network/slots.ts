import { sourcesOf, type LayerBase } from '../layer/operator.ts';
import { edgeWeight } from './edge-bytes.ts';
import type { EdgeShape } from './shape.ts';

/** Which shared buffer each edge lies in. */
export type Slots = {
  /** For the output of each layer that stays inside: its buffer. */
  slots: ReadonlyMap<string, number>;
  /** What each shared buffer has to hold. */
  slotShapes: readonly (readonly EdgeShape[])[];
};

/** Each edge gets a buffer that is free from its layer to its last reader; of several, the one nearest in size. */
export function assignSlots(
  layers: readonly LayerBase[],
  shapes: ReadonlyMap<string, EdgeShape>,
  outputs: ReadonlyMap<string, EdgeShape>,
): Slots {
  const lastRead = new Map<string, number>();
  layers.forEach((layer, i) => sourcesOf(layer).forEach((name) => lastRead.set(name, i)));
  const slots = new Map<string, number>();
  const slotShapes: EdgeShape[][] = [];
  const free = new Set<number>();
  layers.forEach((layer, i) => {
    const shape = shapes.get(layer.name)!;
    if (!outputs.has(layer.name)) {
      const distance = (slot: number): number => Math.abs(weightOf(slotShapes[slot]!) - weightOf([shape]));
      const [best = slotShapes.length] = [...free].toSorted((a, b) => distance(a) - distance(b));
      (slotShapes[best] ??= []).push(shape);
      free.delete(best);
      slots.set(layer.name, best);
    }
    for (const name of sourcesOf(layer)) {
      const slot = slots.get(name);
      if (slot !== undefined && lastRead.get(name) === i) free.add(slot);
    }
  });
  return { slots, slotShapes };
}

function weightOf(shapes: readonly EdgeShape[]): number {
  return Math.max(...shapes.map(edgeWeight));
}
