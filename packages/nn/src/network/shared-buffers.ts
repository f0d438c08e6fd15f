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
): SharedBuffers {
  const buffers = slotShapes.map((held, slot) =>
    pool.buffer({
      label: `map ${slot}`,
      size: Math.max(...held.map((shape) => edgeBytes(shape, maxSize, format))),
      usage: bufferUsage.storage | bufferUsage.copySrc | bufferUsage.copyDst,
    }),
  );
  return {
    maxSize: { width: maxSize.width, height: maxSize.height },
    bytes: buffers.reduce((sum, { size }) => sum + size, 0),
    find(name) {
      const slot = slots.get(name);
      return slot === undefined ? undefined : buffers[slot];
    },
    free: () => buffers.forEach((buffer) => pool.free(buffer)),
  };
}
