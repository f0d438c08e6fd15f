import { FrameloomError, type Gpu, type ResourcePool, show } from '@frameloom/gpu';

/** Uniform buffers that hold a width and a height, one for each size in use. */
export type GridSizes = { get(width: number, height: number): GPUBuffer };

/** Sizes kept; a frame whose size changes all the time uses a few at once. */
const most = 64;
/** GPUBufferUsage, spelled out because Node has no such globals of its own. */
const usage = { copyDst: 0x08, uniform: 0x40 } as const;

/**
 * A buffer's content never changes once it is made, so that commands recorded at one size and not yet submitted are
 * safe from what is recorded at another.
 */
export function createGridSizes(gpu: Gpu, pool: ResourcePool): GridSizes {
  const sizes = new Map<string, GPUBuffer>();
  return {
    get(width, height) {
      const key = `${width}×${height}`;
      let buffer = sizes.get(key);
      if (buffer) {
        sizes.delete(key);
      } else {
        const [oldest] = sizes;
        if (oldest && sizes.size >= most) {
          pool.free(oldest[1]);
          sizes.delete(oldest[0]);
        }
        buffer = pool.buffer({ label: `size ${key}`, size: 16, usage: usage.uniform | usage.copyDst });
        gpu.device.queue.writeBuffer(buffer, 0, Uint32Array.of(width, height, 0, 0));
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
