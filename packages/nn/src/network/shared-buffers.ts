import type { ResourcePool } from '@frameloom/gpu';
import type { Format } from '../precision.ts';
import { bufferUsage } from '../usage.ts';
import { edgeBytes } from './edge-bytes.ts';
import type { NetworkPlan } from './plan.ts';
import type { NetworkSize } from './sizes.ts';

/** The buffers between layers. */
export type SharedBuffers = {
  readonly maxSize: NetworkSize;
  readonly bytes: number;
  /** The buffer that a layer's output lies in, by the layer's name. */
  find(name: string): GPUBuffer | undefined;
  free(): void;
};

/** Makes a buffer for each slot of the plan, for frames up to a size. */
export function createSharedBuffers(
  pool: ResourcePool,
  { slots, slotShapes }: NetworkPlan,
  format: Format,
  maxSize: NetworkSize,
  lent: readonly GPUBuffer[] = [],
): SharedBuffers {
  const own: GPUBuffer[] = [];
  const make = (label: string, size: number): GPUBuffer => {
    const usage = bufferUsage.storage | bufferUsage.copySrc | bufferUsage.copyDst;
    const buffer = pool.buffer({ label, size, usage });
    own.push(buffer);
    return buffer;
  };
  const sizes = slotShapes.map((held) => Math.max(...held.map((shape) => edgeBytes(shape, maxSize, format))));
  const borrowed = lend(sizes, lent);
  const buffers = sizes.map((size, slot) => borrowed.get(slot) ?? make(`map ${slot}`, size));
  return {
    maxSize: { width: maxSize.width, height: maxSize.height },
    bytes: own.reduce((sum, { size }) => sum + size, 0),
    find(name) {
      const slot = slots.get(name);
      return slot === undefined ? undefined : buffers[slot];
    },
    free: () => own.forEach((buffer) => pool.free(buffer)),
  };
}

/** Slots that lie in buffers of the caller: in each the largest that fits. */
function lend(sizes: readonly number[], lent: readonly GPUBuffer[]): ReadonlyMap<number, GPUBuffer> {
  const found = new Map<number, GPUBuffer>();
  for (const buffer of lent) {
    const fitting = sizes.flatMap((size, slot) => (size <= buffer.size && !found.has(slot) ? [slot] : []));
    const [largest] = fitting.toSorted((a, b) => sizes[b]! - sizes[a]!);
    if (largest !== undefined) found.set(largest, buffer);
  }
  return found;
}
