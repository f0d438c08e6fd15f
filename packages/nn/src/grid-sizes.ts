import { FrameloomError, type Gpu, type ResourcePool, show } from '@frameloom/gpu';
import type { Range } from './matrix.ts';
import { bufferUsage as usage } from './usage.ts';

/** Pixels along both sides. */
type Size = { width: number; height: number };

/** Uniform buffers of grid.wgsl, one for each combination in use. */
export type GridSizes = {
  /** @param rows Rows of an output that a dispatch computes. Default: all of `size`. @param input Size of a layer's first input. Default: `size`. */
  get(size: Size, rows?: Range, input?: Size): GPUBuffer;
};

/**
 * Buffers kept. A frame whose size changes all the time uses a few at once, a network in slices one for each row range;
 * what was recorded and not submitted must not lose its buffer.
 */
const most = 1024;

/**
 * A buffer's content never changes once it is made, so that commands recorded at one size and not yet submitted are
 * safe from what is recorded at another.
 */
export function createGridSizes(gpu: Gpu, pool: ResourcePool): GridSizes {
  const sizes = new Map<string, GPUBuffer>();
  return {
    get(size, rows = { start: 0, count: size.height }, input = size) {
      const values = [size.width, size.height, rows.start, rows.count, input.width, input.height, 0, 0];
      const key = values.join();
      let buffer = sizes.get(key);
      if (buffer) {
        sizes.delete(key);
      } else {
        const [oldest] = sizes;
        if (oldest && sizes.size >= most) {
          pool.free(oldest[1]);
          sizes.delete(oldest[0]);
        }
        buffer = pool.buffer({ label: `size ${key}`, size: 32, usage: usage.uniform | usage.copyDst });
        gpu.device.queue.writeBuffer(buffer, 0, Uint32Array.from(values));
      }
      sizes.set(key, buffer);
      return buffer;
    },
  };
}

/** Throws `invalid-size` unless width and height are whole numbers that a GPU can dispatch. */
export function requireSize(where: string, width: unknown, height: unknown): void {
  const isCount = (value: unknown): boolean =>
    typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 65536;
  if (isCount(width) && isCount(height)) return;
  throw new FrameloomError(
    'invalid-size',
    `${where}: width and height must be whole numbers from 1 to 65536, got ${show(width)} and ${show(height)}.`,
  );
}
