import type { Gpu, ResourcePool } from '@frameloom/gpu';
import type { NetworkSize } from '@frameloom/nn';
import { failValue } from '../fail.ts';
import { readFloats } from '../picture/read-floats.ts';
import { blocksToPlanes, planesToBlocks } from '../picture/to-sample.ts';

/** What an autoencoder makes of a picture, on the GPU. */
export interface Latent {
  /** Pixels of the latent. */
  readonly width: number;
  /** Pixels of the latent. */
  readonly height: number;
  readonly channels: number;
  /**
   * Four floats for each pixel of each block of four channels: element `(block · height + y) · width + x`. To read, to write and to
   * copy; freed by `dispose`.
   */
  readonly buffer: GPUBuffer;
  /** Its numbers as planes, [channels, height, width]. */
  toArray(): Promise<Float32Array>;
  dispose(): void;
}

/** Shape of a latent. */
export type LatentSize = NetworkSize & { channels: number };

// GPUBufferUsage: COPY_SRC, COPY_DST, STORAGE.
const usage = 0x4 | 0x8 | 0x80;

/** A latent of zeros, or of planes that are given. Throws `invalid-argument`, `invalid-size`, `device-lost`, `disposed`. */
export function createLatent(gpu: Gpu, pool: ResourcePool, size: LatentSize, planes?: Float32Array): Latent {
  const { width, height, channels } = size;
  const pixels = width * height;
  if (planes && planes.length !== channels * pixels)
    failValue('latent', 'values.length', planes.length, `${channels} × ${width} × ${height} numbers`);
  const buffer = pool.buffer({ label: 'latent', size: Math.ceil(channels / 4) * 16 * pixels, usage });
  if (planes) gpu.device.queue.writeBuffer(buffer, 0, planesToBlocks(planes, pixels));
  return {
    ...size,
    buffer,
    toArray: async () => blocksToPlanes(await readFloats(gpu, buffer), channels),
    dispose: () => pool.free(buffer),
  };
}
